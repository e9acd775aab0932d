import type { JsonObject } from './canonical-json.ts'

/** What a change of the directory may do, by its type. Whatever else it says it does is nothing that it can do. */
const ADDITIONS: ReadonlyMap<string, readonly unknown[]> = new Map([
  ['account-change', ['onboard', 'add_account']],
  ['contact-change', ['add_contact']],
])
const REMOVALS: ReadonlyMap<string, unknown> = new Map([
  ['account-change', 'retire_account'],
  ['contact-change', 'retire_contact'],
])

/** By its content, which is what was signed: what takes something off file is asked for less than what puts it there. */
export function isRemoval(type: string, { action }: JsonObject): boolean {
  return action !== undefined && REMOVALS.get(type) === action
}

/** So nothing but this vouches for an account or a contact. */
export function putsOnFile(type: string, { action }: JsonObject): boolean {
  return ADDITIONS.get(type)?.includes(action) === true
}
