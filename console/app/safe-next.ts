/** A path of ours to go on to after signing in; anything that could lead elsewhere becomes the inbox. */
export function safeNext(next: string | null): string {
  if (next === null || !/^\/(?![/\\])[\x21-\x7e]*$/.test(next)) return '/'
  return next.startsWith('/sign-in') || next.startsWith('/enrol') ? '/' : next
}

export function signInPath(from: string): string {
  const next = safeNext(from)
  return next === '/' ? '/sign-in' : `/sign-in?${new URLSearchParams({ next }).toString()}`
}
