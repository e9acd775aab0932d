import { Fact, Facts } from '../../parts/facts.tsx'
import { LongText } from '../../parts/long-text.tsx'
import { useWords } from '../../words/language.tsx'
import { Name } from '../../words/values.tsx'
import { ContactList } from './contact-list.tsx'
import { ContactValue } from './contact-value.tsx'
import type { Proposal } from './proposal.ts'
import classes from './subject.module.css'
import { subjectScreenWords } from './words.ts'

/** A contact that comes on file. */
export function ContactChange({ proposal }: { readonly proposal: Extract<Proposal, { action: 'add_contact' }> }) {
  const words = useWords(subjectScreenWords).contact
  const { payee, provenance, contact, onFile } = proposal
  return (
    <>
      <Facts>
        <Fact name={words.payee}>
          <strong className={classes['strong']}>
            <Name>{payee}</Name>
          </strong>
        </Fact>
        <Fact name={words.new}>
          <strong>
            <ContactValue contact={contact} />
          </strong>
        </Fact>
        <Fact name={words.onFile}>
          <ContactList contacts={onFile} none={words.none} />
        </Fact>
        <Fact name={words.provenance}>
          <LongText>{provenance}</LongText>
        </Fact>
      </Facts>
      <p className={classes['text']}>{words.hint}</p>
    </>
  )
}
