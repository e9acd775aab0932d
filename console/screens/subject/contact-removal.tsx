import { Fact, Facts } from '../../parts/facts.tsx'
import { LongText } from '../../parts/long-text.tsx'
import { RemovalEffects } from '../../parts/removal-effects.tsx'
import { useWords } from '../../words/language.tsx'
import { removalWords } from '../../words/removal-words.ts'
import { Name } from '../../words/values.tsx'
import { ContactList } from './contact-list.tsx'
import { ContactValue } from './contact-value.tsx'
import type { ContactRemoval as Removal } from './removal.ts'
import classes from './subject.module.css'
import { subjectScreenWords } from './words.ts'

/** A contact that goes off file, and whether anybody is left to be called. */
export function ContactRemoval({ removal }: { readonly removal: Removal }) {
  const words = useWords(subjectScreenWords).removal
  const { why } = useWords(removalWords)
  const { payee, provenance, going, staying } = removal
  return (
    <>
      <p className={classes['first']}>{words.contact.first}</p>
      <Facts>
        <Fact name={words.payee}>
          <strong className={classes['strong']}>
            <Name>{payee}</Name>
          </strong>
        </Fact>
        <Fact name={words.contact.going}>
          <strong>
            <ContactValue contact={going} />
          </strong>
        </Fact>
        <Fact name={why}>
          <LongText>{provenance}</LongText>
        </Fact>
        <Fact name={words.contact.staying}>
          <ContactList contacts={staying} none={words.none} />
        </Fact>
      </Facts>
      <RemovalEffects going={going.kind} phonesLeft={staying.filter(({ kind }) => kind === 'phone').length} />
    </>
  )
}
