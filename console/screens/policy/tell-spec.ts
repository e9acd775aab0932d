import type { PolicyWords } from './words.ts'

type Members = Readonly<Record<string, unknown>>

/** One requirement in words. A kind that this console does not know is shown as it is written, never left out. */
export function tellSpec(words: PolicyWords, spec: Members, time: (iso: string) => string): string {
  const { specs } = words
  const { kind, group, quorum, blindEntry, callee, contactMinAgeDays, callers, sla, duration, anyOf } = spec
  switch (kind) {
    case 'approval':
      return joined([specs.approval(Number(quorum), String(group)), blindEntry === true ? specs.blind : ''])
    case 'instructor_confirmation':
      return specs.instructor
    case 'callback':
      return joined([
        callee === 'payee' || callee === 'instructor' ? specs.callback[callee] : specs.callback.auto,
        typeof contactMinAgeDays === 'number' && contactMinAgeDays > 0 ? specs.contactAge(contactMinAgeDays) : '',
        typeof callers === 'number' && callers > 1 ? specs.callers(callers) : '',
      ])
    case 'review':
      return specs.review(String(group), time(String(sla)))
    case 'cooling_off':
      return [
        specs.coolingOff(time(String(duration))),
        ...(Array.isArray(anyOf) ? anyOf : []).map((one: Members) => tellSpec(words, one, time)),
      ].join(` ${specs.or} `)
    default:
      return JSON.stringify(spec)
  }
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ')
}

const UNITS = [
  ['day', /^P(\d+)D$/],
  ['hour', /^PT(\d+)H$/],
  ['minute', /^PT(\d+)M$/],
  ['second', /^PT(\d+)S$/],
] as const

/** `PT24H` → `24 hours`; what is not one simple length stays as it is written. */
export function tellDuration(locale: string, iso: string): string {
  for (const [unit, pattern] of UNITS) {
    const length = pattern.exec(iso)?.[1]
    if (length !== undefined)
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(Number(length))
  }
  return iso
}
