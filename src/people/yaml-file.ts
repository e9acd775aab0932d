import { parseDocument } from 'yaml'
import type { z } from 'zod'
import { CountersignError, type FieldError } from '../domain/errors.ts'

/** A file that an operator writes. */
export interface YamlFile {
  /** As messages call it. */
  readonly name: string
  /** Of the problem where it cannot be taken. */
  readonly code: string
}

/** Throws where it is no YAML, or names a member twice. */
export function readYaml(yaml: string, file: YamlFile): unknown {
  const document = parseDocument(yaml, { uniqueKeys: true })
  const [first] = document.errors
  if (first !== undefined) {
    const [position] = first.linePos ?? []
    const path = position === undefined ? '' : `line ${position.line}`
    throw refuseFile(file, [{ path, code: 'YAML', detail: first.message.split('\n')[0] ?? first.message }])
  }
  return document.toJS({ maxAliasCount: 0 }) as unknown
}

type Issue = z.core.$ZodIssue

/** What is wrong with it, by path, and what to write instead. */
export function fileErrors(issues: readonly Issue[], file: YamlFile): FieldError[] {
  return issues.flatMap((issue) => errorsOf(issue, file))
}

function errorsOf(issue: Issue, { name }: YamlFile): FieldError[] {
  const path = pathOf(issue.path)
  if (issue.code === 'unrecognized_keys') {
    const detail = `Remove this field; it is not one of ${name}, or is misspelt.`
    return issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), code: 'FIELD_UNKNOWN', detail }))
  }
  if (issue.code === 'invalid_union') {
    return [{ path, code: 'FIELD_FORMAT', detail: 'This has none of the forms it can have; see the example file.' }]
  }
  if (issue.input === undefined) return [{ path, code: 'FIELD_MISSING', detail: 'Add this field.' }]
  return [{ path, code: 'FIELD_FORMAT', detail: issue.message }]
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    return text === '' ? String(part) : `${text}.${String(part)}`
  }, '')
}

export function refuseFile({ name, code }: YamlFile, errors: readonly FieldError[]): CountersignError {
  const [first] = errors
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  const detail = `Correct ${name}: ${first?.path}: ${first?.detail}${more}`
  return new CountersignError({ code, status: 422, detail, errors })
}
