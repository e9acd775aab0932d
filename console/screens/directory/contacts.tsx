import { Text } from '@mantine/core'
import type { PayeeContact } from '../../api/payees.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { useWords } from '../../words/language.tsx'
import { DateTime } from '../../words/values.tsx'
import classes from './directory.module.css'
import { EntryHead } from './entry-head.tsx'
import { ContactOnFile } from './on-file.tsx'
import { Provenance } from './provenance.tsx'
import { directoryWords } from './words.ts'

interface ContactsProps {
  readonly contacts: readonly PayeeContact[]
  readonly isMasked: boolean
  /** Null for who may not propose it. */
  readonly onRemove: ((contactId: string) => void) | null
}

export function Contacts({ contacts, isMasked, onRemove }: ContactsProps) {
  const words = useWords(directoryWords)
  if (contacts.length === 0) return <Text size="sm">{words.noContacts}</Text>
  return (
    <ul className={classes['entries']}>
      {contacts.map((contact) => (
        <li key={contact.id}>
          <EntryHead onRemove={onRemove === null ? null : () => onRemove(contact.id)}>
            <ContactOnFile contact={contact} />
          </EntryHead>
          <p className={classes['standing']}>
            <span>{words.kinds[contact.kind]}</span>
            <span>{words.age(contact.ageDays)}</span>
            <span>{words.version(contact.version)}</span>
            {contact.onboarded ? <span>{words.onboardedContact}</span> : null}
          </p>
          <Facts>
            <Fact name={words.since}>
              <DateTime instant={contact.verifiedAt} />
            </Fact>
            <Fact name={words.zone}>{contact.timeZone}</Fact>
            <Fact name={words.provenance}>
              <Provenance value={contact.provenance} isMasked={isMasked} />
            </Fact>
          </Facts>
        </li>
      ))}
    </ul>
  )
}
