import { elapsedMs, plus, type Instant } from './instant.ts'

const DAY_MS = 86_400_000

export interface ContactOnFile {
  readonly kind: 'phone' | 'email'
  readonly value: string
  readonly verifiedAt: Instant
  /** At onboarding a second person checked where the number came from; that stands in for its age. */
  readonly onboarded: boolean
}

export interface CallRule {
  readonly minAgeDays: number
  /** A number somebody offered: only ever compared with what is on file. */
  readonly offered: string | null
  readonly now: Instant
}

/** Whom to ring; or why there is nobody, and from when on there is if that takes nothing but time. */
export type Callable<C extends ContactOnFile> =
  | { readonly contact: C }
  | { readonly code: 'CONTACT_NOT_ON_FILE'; readonly from: null }
  | { readonly code: 'CONTACT_TOO_NEW'; readonly from: Instant }

/** A phone number already on file and old enough, the oldest first: never one that came with what is to be checked. */
export function callableContact<C extends ContactOnFile>(onFile: readonly C[], rule: CallRule): Callable<C> {
  const { minAgeDays, offered, now } = rule
  const known = onFile
    .filter((contact) => contact.kind === 'phone')
    .filter((contact) => offered === null || isSameNumber(contact.value, offered))
    .sort((a, b) => (a.verifiedAt < b.verifiedAt ? -1 : 1))
  const [oldest] = known
  if (oldest === undefined) return { code: 'CONTACT_NOT_ON_FILE', from: null }
  const contact = known.find((one) => one.onboarded || elapsedMs(one.verifiedAt, now) >= minAgeDays * DAY_MS)
  if (contact !== undefined) return { contact }
  return { code: 'CONTACT_TOO_NEW', from: plus(oldest.verifiedAt, minAgeDays * DAY_MS) }
}

/** What a caller's signature says of whom they rang. */
export interface RungContact {
  readonly id: string
  readonly value: string
}

/**
 * Whether the one that was rung was to be rung: by what is on file, at the moment in which that is asked; null: it was.
 * The record, the signer and whoever verifies offline ask the same, each of what is on file as they know it.
 */
export function whyNotRung(
  onFile: readonly (ContactOnFile & { readonly id: string })[],
  rung: RungContact,
  { minAgeDays, now }: Omit<CallRule, 'offered'>,
): 'CONTACT_NOT_ON_FILE' | 'CONTACT_TOO_NEW' | null {
  const same = onFile.filter(({ id, value }) => id === rung.id && value === rung.value)
  const found = callableContact(same, { minAgeDays, offered: null, now })
  return 'contact' in found ? null : found.code
}

/** However they are written. */
export function isSameNumber(one: string, other: string): boolean {
  return digits(one) === digits(other)
}

function digits(number: string): string {
  return number.replaceAll(/[^0-9]/g, '').replace(/^00/, '')
}
