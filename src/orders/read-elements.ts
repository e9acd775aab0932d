import { CountersignError, refuseField } from '../domain/errors.ts'
import { plainText } from '../domain/text.ts'
import { ELEMENT_LENGTH, treatmentOf } from './pain001/carried-elements.ts'
import { canonicalPaths } from './pain001/element-numbers.ts'
import { isSchemaPath } from './pain001/schema-paths.ts'

const MOST = 50
const SYNTAX = /^[A-Za-z][A-Za-z0-9]*(?:\[[1-9][0-9]?\])?(?:\/@?[A-Za-z][A-Za-z0-9]*(?:\[[1-9][0-9]?\])?)*$/

/**
 * Further elements of a payment, by path: the ones that a pain.001 file's would be carried, written as they would be.
 * What has a field of its own has it alone: a second account, amount or name beside it could be the one that is paid.
 */
export function readElements(elements: Readonly<Record<string, string>>, at = 'elements'): Record<string, string> {
  const paths = Object.keys(elements)
  if (paths.length > MOST) throw refuseField(at, 'TOO_MANY_ELEMENTS', `At most ${MOST} further elements.`)
  for (const path of paths) if (!SYNTAX.test(path)) throw refuseSyntax(path, at)
  const canonical = canonicalPaths(paths)
  for (const [path, value] of Object.entries(elements)) {
    const why = whyNotCarried(path, canonical.get(path))
    if (why !== null) throw refuseField(`${at}.${path}`, 'ELEMENT_NOT_CARRIED', why)
    plainText(value, `${at}.${path}`, ELEMENT_LENGTH)
  }
  return { ...elements }
}

function whyNotCarried(path: string, canonical: string | undefined): string | null {
  const treatment = treatmentOf(path.replaceAll(/\[\d+\]/g, ''))
  if (treatment === 'read')
    return 'An order has a field of its own for this. Leave it out of elements, and use the field.'
  if (treatment === 'ignore')
    return 'This affects neither amount nor routing, and is no part of a payment. Leave it out.'
  if (treatment === 'refuse')
    return 'This would not be shown to those who approve. Leave it out, or make this payment another way.'
  if (!isSchemaPath(path))
    return 'No text stands here in a pain.001.001.09. Write the path from its schema; only what repeats has a number.'
  if (path !== canonical)
    return `Write it as ${canonical}: what repeats is numbered from 1, and what is alone has no number.`
  return null
}

function refuseSyntax(path: string, at: string): CountersignError {
  return new CountersignError({
    code: 'ELEMENT_PATH',
    status: 422,
    detail: 'Name an element by its ISO 20022 path, such as CdtrAgt/FinInstnId/BrnchId/Id.',
    errors: [{ path: at, code: 'ELEMENT_PATH', detail: path.slice(0, 80) }],
  })
}
