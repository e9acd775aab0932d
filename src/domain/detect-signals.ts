import type { OrderFacts } from './order-facts.ts'
import { CLAIMED_CHANNELS, type OrderContent } from './payment-order.ts'
import { assumed, collectSignals, signal, type Signal } from './signals.ts'

/** What stands out about an order. `line` is the policy's small-amount line in base-currency minor units. */
export function detectSignals(content: OrderContent, facts: OrderFacts, line: bigint): Signal[] {
  return collectSignals([
    ...channelSignals(content),
    ...contactedSignals(facts),
    ...impersonationSignals(facts),
    ...payeeSignals(facts),
    ...historySignals(facts, line, CLAIMED_CHANNELS.includes(content.instruction.channel)),
    ...amountSignals(facts),
    ...calendarSignals(facts),
    ...inheritedSignals(facts),
  ])
}

function channelSignals({ instruction }: OrderContent): Signal[] {
  switch (instruction.channel) {
    case 'voice':
      return [signal('CHANNEL_VOICE', 'The request came by phone; a voice is not proof.')]
    case 'video':
      return [signal('CHANNEL_VIDEO', 'The request came by video call; a face is not proof.')]
    case 'chat':
    case 'email':
    case 'sms':
      return [
        signal(
          'CHANNEL_REMOTE',
          `The request came by ${instruction.channel}; an account can be taken over or imitated.`,
        ),
      ]
    case 'unknown':
      return [signal('CHANNEL_UNKNOWN', 'Nobody said how the request came in, so it counts as high risk.')]
    case 'letter':
    case 'in_person':
    case 'erp':
    case 'portal':
      return []
  }
}

function contactedSignals({ contactedBy }: OrderFacts): Signal[] {
  return contactedBy.flatMap((how) => {
    switch (how) {
      case 'none':
        return []
      case 'voice':
        return [contacted('by phone'), signal('CHANNEL_VOICE', 'A signer was called about this; a voice is not proof.')]
      case 'video':
        return [
          contacted('on a video call'),
          signal('CHANNEL_VIDEO', 'A signer was on a video call about this; a face is not proof.'),
        ]
      case 'chat':
      case 'email':
        return [contacted(`by ${how}`), signal('CHANNEL_REMOTE', `A signer got a message about this by ${how}.`)]
      case 'in_person':
        return [contacted('in person')]
    }
  })
}

function contacted(how: string): Signal {
  return signal('CONTACTED', `Someone contacted a signer about this payment ${how}.`, { how })
}

function impersonationSignals({ impersonated }: OrderFacts): Signal[] {
  if (impersonated.length === 0) return []
  const people = impersonated.join(' ')
  return [signal('ACTIVE_IMPERSONATION', 'Somebody is reported to pose as a person this order names.', { people })]
}

function payeeSignals({ payee }: OrderFacts): Signal[] {
  if (!payee.known) {
    // Everything the directory could have said: a rule on any of these must not miss it because nobody answered.
    const codes = ['NEW_PAYEE', 'NEW_ACCOUNT', 'ACCOUNT_CHANGED', 'BANK_CHANGE'] as const
    return codes.map((code) => assumed(code, 'The directory did not answer, so the account counts as new and changed.'))
  }
  const { counterpartyKnown, accountKnown, otherAccountsKnown, accountChangedAt } = payee.value
  const signals: Signal[] = []
  if (!counterpartyKnown) signals.push(signal('NEW_PAYEE', 'This payee is not on file; nobody has checked who it is.'))
  if (!accountKnown) {
    const reason = 'This bank account is not on file, or not by this way; paying an account does not make it known.'
    signals.push(signal('NEW_ACCOUNT', reason))
  }
  if (!accountKnown && otherAccountsKnown) {
    const reason = 'The payee is, or was, on file with a different bank account, or with another way to it.'
    signals.push(signal('ACCOUNT_CHANGED', reason))
  }
  if (accountChangedAt !== null) {
    signals.push(
      signal('BANK_CHANGE', 'The bank details on file were changed recently.', { changedAt: accountChangedAt }),
    )
  }
  return signals
}

function historySignals({ history, payee }: OrderFacts, line: bigint, claimed: boolean): Signal[] {
  if (!history.known) {
    const codes = ['DUPLICATE', 'CUMULATIVE', 'RESUBMITTED'] as const
    return codes.map((code) => assumed(code, 'Earlier payments could not be read, so they count as many and as alike.'))
  }
  const { duplicates, cumulative, earlierOrders, resubmissionOf } = history.value
  const signals: Signal[] = []
  if (duplicates.length > 0) {
    signals.push(signal('DUPLICATE', 'A payment like this one exists already.', { orders: duplicates.join(' ') }))
  }
  // Payments that nobody vetted pass under the line one by one. A vetted payee's invoices add up every month.
  const unvetted = !payee.known || !payee.value.accountKnown
  if (earlierOrders > 0 && (unvetted || claimed)) {
    if (cumulative === null) {
      signals.push(assumed('CUMULATIVE', 'Earlier payments could not be converted, so they count as over the line.'))
    } else if (cumulative.minor > line) {
      signals.push(
        signal('CUMULATIVE', 'With earlier payments this adds up to more than the small-amount line.', {
          earlierOrders: String(earlierOrders),
        }),
      )
    }
  }
  if (resubmissionOf.length > 0) {
    signals.push(
      signal('RESUBMITTED', 'An earlier order like this one was not released; its checks carry over.', {
        orders: resubmissionOf.join(' '),
      }),
    )
  }
  return signals
}

function amountSignals({ amountBase }: OrderFacts): Signal[] {
  return amountBase.known
    ? []
    : [assumed('AMOUNT_OUTLIER', 'The amount could not be converted, so it counts as unusually large.')]
}

function calendarSignals({ withinBusinessHours }: OrderFacts): Signal[] {
  if (!withinBusinessHours.known)
    return [assumed('OFF_HOURS', 'Business hours could not be read, so this counts as outside them.')]
  return withinBusinessHours.value ? [] : [signal('OFF_HOURS', 'This was submitted outside business hours.')]
}

function inheritedSignals({ inherited }: OrderFacts): Signal[] {
  return inherited.signals.map((code) =>
    signal(code, 'Carried over from an earlier version or an earlier order.', { inherited: 'true' }),
  )
}
