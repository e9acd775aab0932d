import { canonicalizeJson } from '../domain/canonical-json.ts'
import { paymentDigest } from '../domain/payment.ts'
import type { Bundle, BundleTrust } from '../log/bundle.ts'
import { callsIn } from '../log/verify/rung-contact.ts'
import { toContent } from '../orders/proof.ts'
import { textTable } from './text-table.ts'

/** What was verified, for somebody who compares it with their own books. Of a bundle without findings alone. */
export function describeBundle(bundle: Bundle): string[] {
  const [order] = bundle.subjects
  if (order === undefined) return []
  const { payment, externalId, clientId } = toContent(order.content)
  const { payee, amount, currency, originatingAccount, executionDate, reference } = payment
  const rows = order.evidence
    .filter((one) => one.subject.version === order.version)
    .map((one) => [one.acceptedAt, one.kind ?? 'person', one.decision, nameOf(bundle, one.personId), one.keyId])
  return [
    `order:           ${order.id}, version ${order.version}, approved ${order.satisfiedAt}`,
    `external id:     ${externalId}, of ${clientId ?? 'the console'}`,
    `payment:         ${currency} ${amount} from ${originatingAccount} on ${executionDate}, reference ${reference}`,
    `payee:           ${payee.name}`,
    `account:         ${'iban' in payee.account ? payee.account.iban : canonicalizeJson({ ...payee.account })}`,
    `payment digest:  ${paymentDigest(payment)}`,
    'signed by:',
    ...textTable(['accepted', 'kind', 'decision', 'person', 'key'], rows).map((line) => `  ${line}`),
  ]
}

/** What the verdict does not say, so that nobody reads it into it. */
export function limitsOf(bundle: Bundle, trust: BundleTrust, withToken: boolean): string[] {
  const pinned = trust.profile === 'production' && (trust.genesisConfirmation ?? null) !== null
  return [
    'A bundle shows what was signed until its checkpoint. It cannot show what is left out of it or came later: a denial,',
    'an amendment, a hold, a revoked key, or what was taken off file. Those are in the log; the service refuses a token.',
    ...bundle.subjects
      .flatMap(callsIn)
      .flatMap(({ evidence, rung }) =>
        rung === null
          ? [
              `The call that ${nameOf(bundle, evidence.personId)} signed for (${evidence.id}) was signed by an earlier version, which`,
              'did not say whom it rang: that the number was one on file for whoever had to be called is not proven.',
            ]
          : [],
      ),
    ...(pinned
      ? []
      : [
          trust.profile === 'production'
            ? 'The trust file does not say which confirmation by the administrators is the right one (genesisConfirmation):'
            : `Outside of production (${trust.profile}) an invitation is all that stands behind a key:`,
          'whoever could write the log can have enrolled keys a second time, which a bundle alone does not show.',
        ]),
    ...(withToken
      ? []
      : ['No token was compared: give --token and --jwks to see that this bundle is what was released.']),
  ]
}

function nameOf(bundle: Bundle, personId: string): string {
  const name = bundle.objects.find((object) => object.kind === 'person' && object.id === personId)?.['name']
  return typeof name === 'string' ? `${name} (${personId})` : personId
}
