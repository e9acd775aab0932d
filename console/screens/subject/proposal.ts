import { list, record, text, type Members } from './presented-members.ts'
import { readContact, readPayee, type ProposedContact, type ProposedPayee } from './proposed-payee.ts'
import { readAccountRemoval, readContactRemoval, type AccountRemoval, type ContactRemoval } from './removal.ts'

/** What somebody proposes, as the presentation's bytes say. */
export type Proposal = { readonly requesters: readonly string[] } & (
  | AccountRemoval
  | ContactRemoval
  | {
      readonly type: 'account-change'
      readonly action: 'onboard' | 'add_account'
      readonly payeeIsOnFile: boolean
      readonly payees: readonly ProposedPayee[]
    }
  | {
      readonly type: 'contact-change'
      readonly action: 'add_contact'
      readonly payee: string
      readonly provenance: string
      readonly contact: ProposedContact
      readonly onFile: readonly ProposedContact[]
    }
  | {
      readonly type: 'key-change'
      readonly person: { readonly name: string; readonly email: string }
      readonly fingerprint: string
      readonly model: string
      readonly label: string | null
      readonly isAttested: boolean
      readonly isEndorsed: boolean
    }
  | {
      readonly type: 'hold'
      readonly holdId: string
      readonly scope: string
      readonly target: string
      readonly reason: string
      /** Too few of those who approve were left to sign it. */
      readonly leftToAdministrators: boolean
    }
)

/** Null for what this console has no words for: then every value is listed as it is signed. */
export function readProposal(members: Members): Proposal | null {
  try {
    const { type } = record(members['subject'])
    const content = record(members['content'])
    const requesters = list(content['requesters']).map(text)
    switch (type) {
      case 'account-change': {
        const { action } = content
        if (action === 'retire_account') return { ...readAccountRemoval(content), requesters }
        if (action !== 'onboard' && action !== 'add_account') return null
        const payees = list(content['counterparties']).map(readPayee)
        return { type, requesters, action, payeeIsOnFile: content['payeeIsOnFile'] === true, payees }
      }
      case 'contact-change': {
        const { action } = content
        if (action === 'retire_contact') return { ...readContactRemoval(content), requesters }
        if (action !== 'add_contact') return null
        const payee = text(record(content['counterparty'])['name'])
        const onFile = list(content['contactsOnFile']).map(readContact)
        const contact = readContact(content['contact'])
        return { type, requesters, action, payee, provenance: text(content['provenance']), contact, onFile }
      }
      case 'key-change': {
        if (content['action'] !== 'activate') return null
        const { name, email } = record(content['person'])
        const { label, endorsedBy } = content
        return {
          ...{ type, requesters, person: { name: text(name), email: text(email) } },
          ...{ fingerprint: text(content['fingerprint']), model: text(content['model']) },
          label: label === null ? null : text(label),
          ...{ isAttested: content['attestation'] === 'packed', isEndorsed: endorsedBy !== null },
        }
      }
      case 'hold': {
        if (content['action'] !== 'lift') return null
        const [holdId, scope, target, reason] = ['holdId', 'scope', 'target', 'reason'].map((name) =>
          text(content[name]),
        )
        return {
          type,
          requesters,
          holdId: text(holdId),
          scope: text(scope),
          target: text(target),
          reason: text(reason),
          leftToAdministrators: content['leftToAdministrators'] === true,
        }
      }
      default:
        return null
    }
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}
