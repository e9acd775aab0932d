import { Link } from 'wouter'
import { isHoldScope } from '../../api/holds.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { Fingerprint } from '../../parts/fingerprint.tsx'
import { HoldTarget } from '../../parts/hold-target.tsx'
import { LongText } from '../../parts/long-text.tsx'
import { useWords } from '../../words/language.tsx'
import { Name } from '../../words/values.tsx'
import { AccountChange } from './account-change.tsx'
import { AccountRemoval } from './account-removal.tsx'
import { ContactChange } from './contact-change.tsx'
import { ContactRemoval } from './contact-removal.tsx'
import type { Proposal } from './proposal.ts'
import classes from './subject.module.css'
import { subjectScreenWords } from './words.ts'

interface ProposalContentProps {
  readonly proposal: Proposal
  readonly nameOf: (personId: string) => string
}

/** What is proposed, in plain words, from the bytes that are signed. */
export function ProposalContent({ proposal, nameOf }: ProposalContentProps) {
  const { by, bySetUp } = useWords(subjectScreenWords)
  const { requesters } = proposal
  return (
    <>
      <Content proposal={proposal} />
      <div className={classes['text']}>
        <Facts>
          <Fact name={by}>{requesters.length === 0 ? bySetUp : <Name>{requesters.map(nameOf).join(', ')}</Name>}</Fact>
        </Facts>
      </div>
    </>
  )
}

function Content({ proposal }: Pick<ProposalContentProps, 'proposal'>) {
  switch (proposal.type) {
    case 'account-change':
      return proposal.action === 'retire_account' ? (
        <AccountRemoval removal={proposal} />
      ) : (
        <AccountChange proposal={proposal} />
      )
    case 'contact-change':
      return proposal.action === 'retire_contact' ? (
        <ContactRemoval removal={proposal} />
      ) : (
        <ContactChange proposal={proposal} />
      )
    case 'key-change':
      return <KeyChange proposal={proposal} />
    case 'hold':
      return <HoldLifting proposal={proposal} />
  }
}

function KeyChange({ proposal }: { readonly proposal: Extract<Proposal, { type: 'key-change' }> }) {
  const words = useWords(subjectScreenWords).key
  const { person, fingerprint, model, label, isAttested, isEndorsed } = proposal
  return (
    <>
      <p className={classes['first']}>{words.compare}</p>
      <Facts>
        <Fact name={words.person}>
          <strong className={classes['strong']}>
            <Name>{person.name}</Name>
          </strong>{' '}
          <bdi className={classes['dim']}>{person.email}</bdi>
        </Fact>
        <Fact name={words.fingerprint}>
          <Fingerprint value={fingerprint} />
        </Fact>
        <Fact name={words.maker}>
          {isAttested ? words.attested : <span className={classes['warn']}>{words.unattested}</span>}
        </Fact>
        <Fact name={words.model}>
          <code>{model}</code>
        </Fact>
        {label === null ? null : (
          <Fact name={words.label}>
            <Name>{label}</Name>
          </Fact>
        )}
      </Facts>
      {isEndorsed ? <p className={classes['text']}>{words.endorsed}</p> : null}
    </>
  )
}

function HoldLifting({ proposal }: { readonly proposal: Extract<Proposal, { type: 'hold' }> }) {
  const words = useWords(subjectScreenWords).hold
  const { holdId, scope, target, reason, leftToAdministrators } = proposal
  return (
    <>
      <Facts>
        <Fact name={words.which}>
          <strong>
            {Object.entries(words.scopes).find(([name]) => name === scope)?.[1] ?? scope}
            {isHoldScope(scope) && scope !== 'everything' ? (
              <>
                {': '}
                <HoldTarget hold={{ scope, target }} />
              </>
            ) : null}
          </strong>{' '}
          {/* By what is signed; the name beside it is only read from the directory. */}
          {scope === 'everything' ? null : (
            <>
              <code className={classes['dim']}>{target}</code>{' '}
            </>
          )}
          <code className={classes['dim']}>{holdId}</code>
        </Fact>
        <Fact name={words.why}>
          <LongText>{reason}</LongText>
        </Fact>
      </Facts>
      {leftToAdministrators ? <p className={classes['text']}>{words.leftToAdministrators}</p> : null}
      <p className={classes['text']}>
        {words.effect} <Link href="/holds">{words.show}</Link>
      </p>
    </>
  )
}
