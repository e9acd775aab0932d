/** In the order in which the keys first come; what has no key is left out. */
export function groupedBy<T, Key>(list: readonly T[], keyOf: (one: T) => Key | undefined): Map<Key, T[]> {
  const groups = new Map<Key, T[]>()
  for (const one of list) {
    const key = keyOf(one)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  return groups
}
