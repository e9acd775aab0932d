import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { XmlDocument, XmlLibError, XsdValidator } from 'libxml2-wasm'
import { packageRoot } from '../../platform/package-root.ts'
import { describeXmlError } from './describe-xml-error.ts'
import { MAX_ERRORS, refusePain001 } from './findings.ts'
import { elementPath, resolveNodePath, type MessageElement } from './message-element.ts'
import type { Pain001Name } from './transaction.ts'

const validators = new Map<Pain001Name, XsdValidator>()

/** Validates against the message's own schema; `root` is the document's copy, from which paths are told. */
export function validateSchema(document: XmlDocument, message: Pain001Name, root: MessageElement): void {
  try {
    validatorOf(message).validate(document)
  } catch (error) {
    if (!(error instanceof XmlLibError)) throw error
    const errors = error.details.slice(0, MAX_ERRORS).map((detail) => {
      const element = detail.xpath === undefined ? undefined : resolveNodePath(root, detail.xpath)
      return {
        path: element === undefined ? '' : elementPath(element),
        code: 'SCHEMA',
        detail: describeXmlError(detail),
      }
    })
    throw refusePain001(errors, error.details.length)
  }
}

/** Compiled once, for the life of the process: neither the schema document nor the validator is ever disposed. */
function validatorOf(message: Pain001Name): XsdValidator {
  const known = validators.get(message)
  if (known !== undefined) return known
  const schema = readFileSync(join(packageRoot(), 'src/orders/pain001/schema', `${message}.xsd`))
  const validator = XsdValidator.fromDoc(XmlDocument.fromBuffer(schema))
  validators.set(message, validator)
  return validator
}
