import { Text } from '@mantine/core'
import type { PayeeContact } from '../../api/payees.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { Withheld } from '../../parts/withheld.tsx'
import { useWords } from '../../words/language.tsx'
import { DateTime, Name } from '../../words/values.tsx'
import classes from './directory.module.css'
import { Provenance } from './provenance.tsx'
import { directoryWords } from './words.ts'

interface ContactsProps {
  readonly contacts: readonly PayeeContact[]
  readonly isMasked: boolean
}

export function Contacts({ contacts, isMasked }: ContactsProps) {
  const words = useWords(directoryWords)
  if (contacts.length === 0) return <Text size="sm">{words.noContacts}</Text>
  return (
    <ul className={classes['entries']}>
      {contacts.map((contact) => (
        <li key={contact.id}>
          <div className={classes['number']}>
            {contact.value === null ? <Withheld>{words.masked}</Withheld> : <Name>{contact.value}</Name>}
          </div>
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
