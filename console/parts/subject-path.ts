/** Where a subject is opened: payments have a screen of their own. */
export function subjectPath({ type, id }: { readonly type: string; readonly id: string }): string {
  const name = encodeURIComponent(id)
  return type === 'order' ? `/orders/${name}` : `/subjects/${encodeURIComponent(type)}/${name}`
}
