import type { RequestHandler } from 'express'
import { CountersignError, refuseField } from '../../domain/errors.ts'
import { fieldCode } from './field-errors.ts'

const DEPTH_LIMIT = 32

/**
 * Parses a raw JSON body that means one thing only: valid UTF-8, no member twice, not nested without end. Two parsers
 * that read a duplicate differently are how one payment is shown and another made.
 */
export const strictJson: RequestHandler = (request, _response, next) => {
  const body: unknown = request.body
  if (!(body instanceof Uint8Array) || !isJson(request.get('content-type'))) {
    next()
    return
  }
  // Some clients announce JSON and send nothing: that is no body, not a broken one.
  request.body = body.byteLength === 0 ? undefined : parseStrictly(body)
  next()
}

/**
 * A page of anywhere can make a browser post these with our cookie and without asking (Fetch §2.2.2, CORS-safelisted
 * request-header). No call of ours takes them.
 */
export const refuseFormBodies: RequestHandler = (request, _response, next) => {
  if (request.is(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'])) {
    throw new CountersignError({
      code: 'MEDIA_TYPE',
      status: 415,
      detail: 'Send a JSON body with Content-Type: application/json.',
    })
  }
  next()
}

export function parseStrictly(bytes: Uint8Array): unknown {
  const text = decode(bytes)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw notJson('The body is not JSON.')
  }
  refuseDuplicates(text)
  refuseUnwritable(value, '')
  return value
}

/**
 * Half a surrogate pair is no character (RFC 7493 §2.1), no canonical form has one, and PostgreSQL keeps neither it nor
 * a NUL, which is data to nobody. `1e999` is JSON, but no double (RFC 7493 §2.2): it is read as infinite, which no JSON
 * can say again.
 */
function refuseUnwritable(value: unknown, path: string): void {
  if (typeof value === 'string') {
    if (UNWRITABLE.test(value)) throw unseen(path)
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw tooLarge(path)
  } else if (Array.isArray(value)) {
    value.forEach((item: unknown, index) => refuseUnwritable(item, `${path}[${index}]`))
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      if (UNWRITABLE.test(name)) throw unseen(path)
      refuseUnwritable(member, path === '' ? name : `${path}.${name}`)
    }
  }
}

const UNWRITABLE = /[\0\p{Cs}]/u

function unseen(path: string): CountersignError {
  return refuseField(path, 'TEXT_UNSEEN_CHARACTERS', 'Remove characters that nobody can see or write down.')
}

function tooLarge(path: string): CountersignError {
  return refuseField(
    path,
    fieldCode(path),
    'This number is too large to be read as it was written. Write an amount as a decimal string, such as "12500.00".',
  )
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    throw notJson('The body is not UTF-8.')
  }
}

/** One pass over text that is known to be JSON: strings are skipped whole, so braces in them do not count. */
function refuseDuplicates(text: string): void {
  const levels: (Set<string> | null)[] = []
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === '{' || character === '[') {
      levels.push(character === '{' ? new Set() : null)
      if (levels.length > DEPTH_LIMIT) throw notJson(`The body is nested deeper than ${DEPTH_LIMIT} levels.`)
    } else if (character === '}' || character === ']') levels.pop()
    else if (character === '"') {
      const end = endOfString(text, at)
      const names = levels.at(-1)
      if (names && isName(text, end)) addName(names, JSON.parse(text.slice(at, end + 1)) as string)
      at = end
    }
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

/** Whether a colon follows, however far: anything may be hidden behind white space. */
function isName(text: string, end: number): boolean {
  let next = end + 1
  while (/[ \t\n\r]/.test(text[next] ?? '')) next += 1
  return text[next] === ':'
}

function addName(names: Set<string>, name: string): void {
  // Not a member but the prototype, to code that assigns it.
  if (name === '__proto__') throw notJson('A member may not be named "__proto__".')
  if (names.has(name)) throw notJson(`The member "${name.slice(0, 40)}" is there twice.`)
  names.add(name)
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/(?:[a-z.-]+\+)?json\b/i.test(contentType ?? '')
}

function notJson(detail: string): CountersignError {
  return new CountersignError({ code: 'NOT_JSON', status: 400, detail })
}
