/** What a verifier of a payment needs to know about orders, from their content alone. */
import type { JsonObject } from '../domain/canonical-json.ts'
import type { OrderFacts } from '../domain/order-facts.ts'
import { instructorsNamed, type OrderContent } from '../domain/payment-order.ts'
import type { Policy } from '../domain/policy.ts'
import type { Requirement, SubjectDuties } from '../domain/requirement.ts'
import { putsOnFile } from '../domain/removal.ts'
import { matchKey } from '../domain/text.ts'
import { isSameAccount, type VettedAccount } from '../domain/vetted-account.ts'
import { amountOf } from './order-content.ts'

export { factsOf } from './facts-object.ts'
export { toContent } from './order-content.ts'

/** Who may not serve which function, and within which limits approvers must be. */
export function dutiesOf(
  content: OrderContent,
  requirements: readonly Requirement[],
  policy: Policy,
  facts: Pick<OrderFacts, 'amountBase'>,
): SubjectDuties {
  const amount = amountOf(content.payment)
  const base = facts.amountBase
  return {
    requesters: content.requesters,
    instructors: instructorsOf(content, requirements),
    instructorCounts: policy.instructorCounts,
    spending: {
      entity: content.entity,
      amounts: base.known && base.value.currency !== amount.currency ? [amount, base.value] : [amount],
    },
  }
}

/** Whoever is said to have asked, in this version or one before it, and whoever's own key this order wants. */
function instructorsOf(content: OrderContent, requirements: readonly Requirement[]): string[] {
  const asked = requirements.flatMap((one) => (one.kind === 'instructor_confirmation' ? [one.personId] : []))
  return [...new Set([...asked, ...instructorsNamed(content)])]
}

interface VouchedCounterparty {
  readonly name: string
  readonly accounts: readonly { readonly id: string; readonly identification: VettedAccount }[]
}

type Change = { readonly type: string; readonly content: JsonObject }

/** Where these subjects, each proven on its own, put this account of this payee on file: under which ids. */
export function vouchedAccounts<T extends Change>(
  content: OrderContent,
  subjects: readonly T[],
): { readonly subject: T; readonly accountId: string }[] {
  const { payee, elements } = content.payment
  return subjects.flatMap((subject) => {
    if (subject.type !== 'account-change' || !putsOnFile(subject.type, subject.content)) return []
    const counterparties = (subject.content['counterparties'] ?? []) as unknown as VouchedCounterparty[]
    return counterparties
      .filter(({ name }) => matchKey(name) === matchKey(payee.name))
      .flatMap(({ accounts }) => accounts)
      .filter(({ identification }) => isSameAccount(identification, payee.account, elements))
      .map(({ id }) => ({ subject, accountId: id }))
  })
}
