/** A route as it was declared: a path with its parameters' names, or a pattern. */
export function routeOf(route: unknown): string {
  const path: unknown = typeof route === 'object' && route !== null && 'path' in route ? route.path : undefined
  if (typeof path === 'string') return path
  return path instanceof RegExp ? path.source : 'other'
}
