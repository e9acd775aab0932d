import type { RequestHandler } from 'express'
import { CountersignError } from '../../domain/errors.ts'

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

export function parseStrictly(bytes: Uint8Array): unknown {
  const text = decode(bytes)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw notJson('The body is not JSON.')
  }
  refuseDuplicates(text)
  return value
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
      if (names && /^\s*:/.test(text.slice(end + 1, end + 64))) addName(names, JSON.parse(text.slice(at, end + 1)) as string)
      at = end
    }
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

function addName(names: Set<string>, name: string): void {
  if (names.has(name)) throw notJson(`The member "${name.slice(0, 40)}" is there twice.`)
  names.add(name)
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/(?:[a-z.-]+\+)?json\b/i.test(contentType ?? '')
}

function notJson(detail: string): CountersignError {
  return new CountersignError({ code: 'NOT_JSON', status: 400, detail })
}
