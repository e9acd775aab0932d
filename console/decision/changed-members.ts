import type { DecisionWords } from './words.ts'

type Member = keyof DecisionWords['changed']['members']

/** What the paths are about, most telling first. Digests follow from the rest. */
const MEMBERS: readonly (readonly [Member, RegExp])[] = [
  ['state', /^state$/],
  ['holds', /^holds$/],
  ['version', /^subject\.version$/],
  ['amount', /^content\.payment\.(?:amount|currency)$/],
  ['payee', /^content\.payment\.payeeName$/],
  ['account', /^content\.payment\.payeeAccount(?:Version)?(?:\..*)?$/],
  ['payer', /^content\.(?:payment\.payerAccount|entity)$/],
  ['date', /^content\.payment\.executionDate$/],
  ['reference', /^content\.payment\.reference$/],
  ['elements', /^content\.payment\.elements(?:\..*)?$/],
  ['instruction', /^content\.(?:instruction|requesters)(?:\..*)?$/],
  ['attachments', /^content\.attachments(?:\..*)?$/],
  ['reasons', /^reasons(?:\..*)?$/],
  ['policy', /^policyHash$/],
]
const FOLLOWS = /^(?:subject\.digest|content\.paymentDigest)$/

/** In the words of the screen: each once; `other` for what has no words of its own. */
export function changedMembers(paths: readonly string[]): Member[] {
  const rest = paths.filter((path) => !FOLLOWS.test(path))
  const known = MEMBERS.filter(([, pattern]) => rest.some((path) => pattern.test(path))).map(([member]) => member)
  const isOther = rest.some((path) => !MEMBERS.some(([, pattern]) => pattern.test(path)))
  return isOther || known.length === 0 ? [...known, 'other'] : known
}
