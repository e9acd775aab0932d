import type { Key } from '../../api/keys.ts'

/** Whether somebody who gives this key up is left without one that signs. */
export function isLastActive(key: Pick<Key, 'id' | 'state'>, keys: readonly Pick<Key, 'id' | 'state'>[]): boolean {
  return key.state === 'active' && !keys.some((other) => other.id !== key.id && other.state === 'active')
}
