import type { SubjectKind, SubjectKinds } from './consent/subject-kind.ts'
import { createAccountChangeKind } from './directory/account-change-kind.ts'
import { createContactChangeKind } from './directory/contact-change-kind.ts'
import { createHoldKind } from './holds/hold-kind.ts'
import { createOrderKind } from './orders/order-kind.ts'
import { createKeyKind } from './people/key-kind.ts'
import { profileRules, type Profile } from './platform/config/profile.ts'

/** Everything that needs consent here, on the one consent machine. A new control joins this list. */
export function createKinds(profile: Profile): SubjectKinds {
  const { timeScale } = profileRules(profile)
  const kinds: SubjectKind[] = [
    createOrderKind(timeScale),
    createAccountChangeKind(timeScale),
    createContactChangeKind(timeScale),
    createKeyKind(profile),
    createHoldKind(timeScale),
  ]
  return new Map(kinds.map((kind) => [kind.type, kind]))
}
