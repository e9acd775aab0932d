import type { JsonObject, JsonValue } from '../domain/canonical-json.ts'
import {
  known,
  UNKNOWN,
  type HistoryFacts,
  type OrderFacts,
  type PayeeFacts,
  type Source,
} from '../domain/order-facts.ts'
import type { Money } from '../domain/money.ts'

/** Facts as canonical JSON: amounts as strings of minor units, unknown sources as null. */
export function factsObject(facts: OrderFacts): JsonObject {
  const history = facts.history.known ? facts.history.value : null
  return {
    payee: facts.payee.known ? { ...facts.payee.value } : null,
    history:
      history === null
        ? null
        : {
            ...history,
            duplicates: [...history.duplicates],
            resubmissionOf: [...history.resubmissionOf],
            cumulative: history.cumulative === null ? null : moneyObject(history.cumulative),
          },
    amountBase: facts.amountBase.known ? moneyObject(facts.amountBase.value) : null,
    withinBusinessHours: facts.withinBusinessHours.known ? facts.withinBusinessHours.value : null,
    contactedBy: [...facts.contactedBy],
    // Left out where nobody did: what was assessed before there was such a thing keeps its digest.
    ...(facts.escalated ? { escalated: true } : {}),
    impersonated: [...facts.impersonated],
    inherited: JSON.parse(JSON.stringify(facts.inherited)) as JsonObject,
  }
}

/** The inverse, for whoever redoes an assessment: the signer and the offline verifier. */
export function factsOf(object: JsonValue): OrderFacts {
  const stored = object as unknown as StoredFacts
  return {
    payee: source(stored.payee),
    history: stored.history === null ? UNKNOWN : known(historyOf(stored.history)),
    amountBase: stored.amountBase === null ? UNKNOWN : known(money(stored.amountBase)),
    withinBusinessHours: source(stored.withinBusinessHours),
    contactedBy: stored.contactedBy,
    escalated: stored.escalated === true,
    impersonated: stored.impersonated ?? [],
    inherited: stored.inherited,
  }
}

type StoredMoney = { readonly minor: string; readonly currency: string }

type StoredHistory = Omit<HistoryFacts, 'cumulative'> & { readonly cumulative: StoredMoney | null }

interface StoredFacts {
  readonly payee: PayeeFacts | null
  readonly history: StoredHistory | null
  readonly amountBase: StoredMoney | null
  readonly withinBusinessHours: boolean | null
  readonly contactedBy: OrderFacts['contactedBy']
  readonly escalated?: boolean
  /** Absent from assessments made before anybody asked. */
  readonly impersonated?: OrderFacts['impersonated']
  readonly inherited: OrderFacts['inherited']
}

function historyOf(stored: StoredHistory): HistoryFacts {
  return { ...stored, cumulative: stored.cumulative === null ? null : money(stored.cumulative) }
}

function source<T>(value: T | null): Source<T> {
  return value === null ? UNKNOWN : known(value)
}

function moneyObject(value: Money): StoredMoney {
  return { minor: value.minor.toString(), currency: value.currency }
}

function money(stored: StoredMoney): Money {
  return { minor: BigInt(stored.minor), currency: stored.currency }
}
