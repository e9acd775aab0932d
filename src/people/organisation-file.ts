import { resolve } from 'node:path'
import { parseDocument } from 'yaml'
import type { z } from 'zod'
import { CountersignError, type FieldError } from '../domain/errors.ts'
import { interpretOrganisation } from './organisation-file/interpret-organisation.ts'
import { organisationSchema } from './organisation-file/schema.ts'
import type { OrganisationFile } from './organisation.ts'

/**
 * Reads organisation.yaml; the path of its policy counts from `folder`. Throws 422 `ORGANISATION_INVALID` with every
 * mistake it finds, each with its path (`people[2].limits[0].perOrder`) and what to write instead.
 */
export function parseOrganisationFile(yaml: string, folder: string): OrganisationFile {
  const parsed = organisationSchema.safeParse(readYaml(yaml), { reportInput: true })
  if (!parsed.success) throw refuse(parsed.error.issues.flatMap(errorsOf))
  const { file, errors } = interpretOrganisation(parsed.data)
  if (errors.length > 0) throw refuse(errors)
  return { ...file, policyPath: resolve(folder, parsed.data.policy) }
}

function readYaml(yaml: string): unknown {
  const document = parseDocument(yaml, { uniqueKeys: true })
  const [first] = document.errors
  if (first !== undefined) {
    const [position] = first.linePos ?? []
    const path = position === undefined ? '' : `line ${position.line}`
    throw refuse([{ path, code: 'YAML', detail: first.message.split('\n')[0] ?? first.message }])
  }
  return document.toJS({ maxAliasCount: 0 }) as unknown
}

type Issue = z.core.$ZodIssue

function errorsOf(issue: Issue): FieldError[] {
  const path = pathOf(issue.path)
  if (issue.code === 'unrecognized_keys') {
    const detail = 'Remove this field; it is not one of organisation.yaml, or is misspelt.'
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

function refuse(errors: readonly FieldError[]): CountersignError {
  const [first] = errors
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  const detail = `Correct organisation.yaml: ${first?.path}: ${first?.detail}${more}`
  return new CountersignError({ code: 'ORGANISATION_INVALID', status: 422, detail, errors })
}
