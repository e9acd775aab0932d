import { ContactValue } from './contact-value.tsx'
import type { ProposedContact } from './proposed-payee.ts'
import classes from './subject.module.css'

interface ContactListProps {
  readonly contacts: readonly ProposedContact[]
  /** What is said where there is none. */
  readonly none: string
}

/** Contacts beside the one that is signed for. */
export function ContactList({ contacts, none }: ContactListProps) {
  return (
    <>
      {contacts.length === 0 ? none : null}
      <ul className={classes['list']}>
        {contacts.map((one, index) => (
          <li key={index}>
            <ContactValue contact={one} />
          </li>
        ))}
      </ul>
    </>
  )
}
