/**
 * The ten tests of MDN's HTTP Observatory, by its own points (mdn/mdn-http-observatory, `grader/charts.js`): 100, less
 * for each weakness, more for what is better than asked, which counts from 90 on. Pure: an answer in, grades out.
 */
import { gradePolicy } from './content-security-policy.ts'
import { gradeCookies } from './cookies.ts'
import {
  gradeContentType,
  gradeFraming,
  gradeReferrer,
  gradeResourcePolicy,
  gradeSharing,
  gradeTransport,
} from './headers.ts'
import type { Grade, PageAnswer } from './page-answer.ts'
import { gradeScripts } from './scripts.ts'

const TESTS: Readonly<Record<string, (answer: PageAnswer) => Grade>> = {
  'content-security-policy': gradePolicy,
  cookies: gradeCookies,
  'cross-origin-resource-sharing': gradeSharing,
  redirection: gradeRedirection,
  'referrer-policy': gradeReferrer,
  'strict-transport-security': gradeTransport,
  'subresource-integrity': gradeScripts,
  'x-content-type-options': gradeContentType,
  'x-frame-options': gradeFraming,
  'cross-origin-resource-policy': gradeResourcePolicy,
}

/** From here on the points above zero count. */
const EXTRA_CREDIT = 90

export function gradePage(answer: PageAnswer): { score: number; grades: Readonly<Record<string, Grade>> } {
  const grades = Object.fromEntries(Object.entries(TESTS).map(([name, test]) => [name, test(answer)]))
  const scores = Object.values(grades).map(({ score }) => score)
  const base = 100 + sum(scores.filter((score) => score < 0))
  return { score: base < EXTRA_CREDIT ? Math.max(base, 0) : base + sum(scores.filter((score) => score > 0)), grades }
}

function gradeRedirection({ url, plain }: PageAnswer): Grade {
  if (plain === null) return { score: 0, finding: 'no plain http' }
  if (plain.status < 300 || plain.status > 399 || plain.location === null) {
    return { score: -20, finding: 'plain http answers for itself' }
  }
  const to = new URL(plain.location, `http://${url.host}`)
  if (to.protocol !== 'https:') return { score: -20, finding: `to ${to.href}` }
  return to.host === url.host
    ? { score: 0, finding: 'to https' }
    : { score: -5, finding: `to another host, ${to.host}` }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
