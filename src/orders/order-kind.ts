import type { SubjectKind } from '../consent/subject-kind.ts'
import { converterTo, inBaseCurrencyNow } from '../risk/exchange.ts'
import { policyInForce } from '../risk/policy-in-force.ts'
import type { JsonObject } from '../domain/canonical-json.ts'
import { isVouchedForAnew } from '../domain/order-facts.ts'
import { plus } from '../domain/instant.ts'
import { CHANGED_MS } from '../directory/read-payee.ts'
import { accountLast4 } from '../domain/payment.ts'
import type { SubjectDuties } from '../domain/requirement.ts'
import { isUnpaid, type SubjectState } from '../domain/subject-states.ts'
import { now as readNow } from '../platform/clock.ts'
import { assess } from './assess.ts'
import { carriedTargets } from './carried-targets.ts'
import { factsOf } from './facts-object.ts'
import { orderHoldTargets } from './hold-targets.ts'
import { groupDigits } from './group-digits.ts'
import { lockLike } from './lock-like.ts'
import { amountOf, toContent } from './order-content.ts'
import { passOn } from './pass-on.ts'
import { dutiesOf } from './proof.ts'
import { markDead, readOrder } from './store.ts'

/** States in which an order is no longer live. That one failed is only what the ERP says: it still counts. */
const DEAD: readonly SubjectState[] = ['denied', 'expired', 'cancelled', 'failed']

/** Payment orders on the consent machine. */
export function createOrderKind(timeScale: number): SubjectKind {
  return {
    type: 'order',
    takesEffect: 'when_released',

    async assessAgain(tx, head, { contactedBy, askedBefore }, now) {
      const [order, inForce] = await Promise.all([readOrder(tx, head.id), policyInForce(tx)])
      if (order === null) throw new Error(`Order ${head.id} has a subject but no row`)
      const version = {
        orderId: head.id,
        version: head.version,
        content: toContent(head.content),
        submittedBy: order.submittedBy,
        batchId: order.batchId,
        createdAt: order.createdAt,
        startedAt: head.startedAt,
        askedBefore,
        contactedBy,
        escalated: head.escalatedAt !== null,
        // Its own newest assessment: what was asked once is never asked less of.
        inheritsFrom: [head.id],
      }
      await lockLike(tx, version.content, inForce.policy)
      const { assessment } = await assess(tx, version, inForce, timeScale, now)
      await passOn(tx, { id: head.id, state: head.state, assessment }, now)
      const [before, after] = [factsOf(head.assessment.facts), factsOf(assessment.facts)]
      const looked = { at: head.assessment.assessedAt, since: plus(now, -CHANGED_MS) }
      const restsOnOther = isVouchedForAnew(before.payee, after.payee, looked)
      return { ...assessment, expiresAt: head.expiresAt, restsOnOther }
    },

    async duties(db, head): Promise<SubjectDuties> {
      const content = toContent(head.content)
      const { policy, baseCurrency } = await policyInForce(db)
      const amountBase = await inBaseCurrencyNow(db, amountOf(content.payment), baseCurrency)
      return dutiesOf(content, head.assessment.requirements, policy, { amountBase })
    },

    async dutiesOfAll(db, heads) {
      const { policy, baseCurrency } = await policyInForce(db)
      const toBase = await converterTo(db, baseCurrency, await readNow(db))
      return new Map(
        heads.map((head) => {
          const content = toContent(head.content)
          const amountBase = toBase(amountOf(content.payment))
          return [head.id, dutiesOf(content, head.assessment.requirements, policy, { amountBase })]
        }),
      )
    },

    summary(content, blind) {
      const { payment, externalId, instruction } = toContent(content)
      return {
        amount: blind ? null : payment.amount,
        currency: payment.currency,
        payee: payment.payee.name,
        externalId,
        channel: instruction.channel,
      }
    },

    searchPaths: ['$.externalId', '$.payment.payeeName', '$.payment.reference'],
    namesAccounts: false,

    title(content, blind) {
      const { payment } = toContent(content)
      return blind
        ? `Payment to ${payment.payee.name}`
        : `${payment.currency} ${groupDigits(payment.amount)} to ${payment.payee.name}`
    },

    blindContent(content) {
      const { payment: shown, instruction, paymentDigest: _digest, ...rest } = content
      const { amount: _amount, payeeAccount: _account, ...payment } = shown as Record<string, never>
      // Elements and note may repeat the account or the amount, and the digest would let both be searched for.
      return {
        ...rest,
        payment: { ...payment, elements: {} },
        instruction: { ...(instruction as JsonObject), note: null },
      }
    },

    expectation(content) {
      const { payment } = toContent(content)
      return { amount: payment.amount, currency: payment.currency, accountLast4: accountLast4(payment.payee.account) }
    },

    callbackCounterparty: (content) => toContent(content).counterpartyId,

    async takeEffect() {
      // An approved payment takes effect when the releaser has a signed token for it.
    },

    async stateChanged(tx, head, state, now) {
      await Promise.all([
        DEAD.includes(state) && markDead(tx, head.id, { counts: state === 'failed' }),
        (state === 'released' || isUnpaid(state)) && passOn(tx, head, now),
      ])
    },

    holdTargets: (head) =>
      orderHoldTargets(head.id, toContent(head.content), factsOf(head.assessment.facts).contactedBy),

    carriedTargets: (db, heads, holds) =>
      carriedTargets(
        db,
        heads.map(({ id, startedAt, content, assessment }) => ({
          id,
          startedAt,
          content: toContent(content),
          facts: factsOf(assessment.facts),
        })),
        holds,
      ),

    eventData: (head) => ({ orderId: head.id, externalId: toContent(head.content).externalId }),
  }
}
