import { readFileSync } from 'node:fs'
import { XmlDocument, XmlLibError, XsdValidator } from 'libxml2-wasm'
import { describeXmlError } from './describe-xml-error.ts'
import { Findings } from './findings.ts'
import { elementPath, resolveNodePath, type MessageElement } from './message-element.ts'
import type { Pain001Name } from './transaction.ts'

const validators = new Map<Pain001Name, XsdValidator>()

/** Validates against the message's own schema; `root` is the document's copy, from which paths are told. */
export function validateSchema(document: XmlDocument, message: Pain001Name, root: MessageElement): void {
  try {
    validatorOf(message).validate(document)
  } catch (error) {
    if (!(error instanceof XmlLibError)) throw error
    const findings = new Findings()
    for (const detail of error.details) {
      const element = detail.xpath === undefined ? undefined : resolveNodePath(root, detail.xpath)
      findings.add(element === undefined ? '' : elementPath(element), 'SCHEMA', describeXmlError(detail))
    }
    findings.throwIfAny()
    throw error
  }
}

/** Compiled once, for the life of the process: neither the schema document nor the validator is ever disposed. */
function validatorOf(message: Pain001Name): XsdValidator {
  const known = validators.get(message)
  if (known !== undefined) return known
  const schema = readFileSync(new URL(`./schema/${message}.xsd`, import.meta.url))
  const validator = XsdValidator.fromDoc(XmlDocument.fromBuffer(schema))
  validators.set(message, validator)
  return validator
}
