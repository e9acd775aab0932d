import { digestOf, type JsonValue } from '../domain/canonical-json.ts'
import type { PolicyDocument } from '../domain/policy.ts'
import { policyForm } from './policy-form.ts'
import { readPolicyYaml } from './policy-yaml.ts'
import { policyInvalid } from './policy-invalid.ts'

/**
 * Reads a policy as people write it. Throws 422 `POLICY_INVALID` with every mistake it finds, each with its path
 * (`add[0].require[0].approval.quorum`). What conditions say is checked by `compilePolicy`.
 */
export function parsePolicy(text: string): PolicyDocument {
  const parsed = policyForm.safeParse(readPolicyYaml(text))
  if (parsed.success) return parsed.data
  throw policyInvalid(
    parsed.error.issues.flatMap((issue) => {
      if (issue.code !== 'unrecognized_keys') return [{ path: pathOf(issue.path), detail: issue.message }]
      const detail = 'Remove this field; a policy has none of this name here, or it is misspelt.'
      return issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), detail }))
    }),
  )
}

/** What evidence and log entries name a policy by: comments and spelling do not count, every rule does. */
export function policyHash(document: PolicyDocument): string {
  return digestOf(document as unknown as JsonValue)
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    return text === '' ? String(part) : `${text}.${String(part)}`
  }, '')
}
