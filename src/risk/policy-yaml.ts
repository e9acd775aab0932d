import { parseDocument, visit } from 'yaml'
import { policyInvalid } from './policy-invalid.ts'

/** Many times the size of any policy that a person can still read. */
const MAX_CHARACTERS = 64 * 1024

/**
 * YAML 1.2 without what makes two readers see two policies: no duplicate keys, no anchors and aliases (nor the bombs
 * made of them), no tags, one document. Throws 422 `POLICY_INVALID` with the line.
 */
export function readPolicyYaml(text: string): unknown {
  if (text.length > MAX_CHARACTERS)
    throw policyInvalid([{ path: '', detail: `A policy has at most ${MAX_CHARACTERS} characters.` }])
  try {
    return toPlainValue(text)
  } catch (error) {
    // The parser recurses: a few thousand brackets end its stack.
    if (error instanceof RangeError) throw policyInvalid([{ path: '', detail: 'This is nested too deeply.' }])
    throw error
  }
}

function toPlainValue(text: string): unknown {
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: true,
    strict: true,
    stringKeys: true,
  })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem !== undefined) {
    const [position] = problem.linePos ?? []
    throw policyInvalid([
      {
        path: position === undefined ? '' : `line ${position.line}`,
        detail: problem.message.split('\n')[0] ?? problem.message,
      },
    ])
  }
  visit(document, {
    // Without an anchor an alias is an error of syntax, found above.
    Value: (_key, node) => {
      if (node.anchor !== undefined) refuse(`&${node.anchor}`)
      if (node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:')) refuse(node.tag)
    },
  })
  return document.toJS({ maxAliasCount: 0 }) as unknown
}

function refuse(what: string): never {
  throw policyInvalid([
    { path: '', detail: `Write it out in place of ${what}: a policy has no anchors, aliases or tags.` },
  ])
}
