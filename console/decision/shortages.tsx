import { IconAlertTriangle } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { Standing } from '../api/decisions.ts'
import { useWords } from '../words/language.tsx'
import { DateTime } from '../words/values.tsx'
import classes from './decision.module.css'
import { wantedWords } from './wanted-words.ts'

type Missing = Standing['feasible']['missing'][number]

/** What would be waited for in vain, and what to do about it. */
export function Shortages({ view: { feasible, requirements } }: { readonly view: Standing }) {
  const words = useWords(wantedWords)
  const people = feasible.missing.filter(({ what }) => what === 'people')
  const isByHolds = people.length > 0 && people.every(({ code }) => code === 'PERSON_HELD')
  const contacts = feasible.missing.filter(({ what }) => what === 'contact')
  return (
    <>
      {people.length > 0 ? (
        <p className={classes['warning']}>
          <IconAlertTriangle size={18} aria-hidden /> {isByHolds ? words.shortageByHolds : words.shortage}
        </p>
      ) : null}
      {contacts.map((missing) => {
        const requirement = requirements.find(({ id }) => id === missing.requirementId)
        return (
          <NoContact
            key={missing.requirementId}
            missing={missing}
            callee={requirement?.callee ?? 'payee'}
            days={requirement?.contactMinAgeDays ?? 0}
          />
        )
      })}
    </>
  )
}

interface NoContactProps {
  readonly missing: Missing
  readonly callee: 'payee' | 'instructor'
  readonly days: number
}

function NoContact({ missing: { code, from }, callee, days }: NoContactProps) {
  const words = useWords(wantedWords).contact
  return (
    <div className={classes['warning']}>
      <IconAlertTriangle size={18} aria-hidden />
      <div>
        <p>
          <strong>{words[code === 'CONTACT_TOO_NEW' ? code : 'CONTACT_NOT_ON_FILE'][callee]}</strong>
        </p>
        <p>
          {from === null ? (
            words.putOnFile(days)
          ) : (
            <>
              {words.from} <DateTime instant={from} />.
            </>
          )}{' '}
          {words.never}
        </p>
        {from === null && callee === 'payee' ? <Link href="/directory">{words.directory}</Link> : null}
      </div>
    </div>
  )
}
