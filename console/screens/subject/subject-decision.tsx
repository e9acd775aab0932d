import { Alert } from '@mantine/core'
import type { Subject } from '../../api/decisions.ts'
import { ChangedNotice } from '../../decision/changed-notice.tsx'
import { Decision } from '../../decision/decision.tsx'
import decisionClasses from '../../decision/decision.module.css'
import { EverythingSigned } from '../../decision/everything-signed.tsx'
import { RequirementList } from '../../decision/requirement-list.tsx'
import { StandingNotices } from '../../decision/standing-notices.tsx'
import { Timeline } from '../../decision/timeline.tsx'
import { useDecision } from '../../decision/use-decision.ts'
import { CopyValue } from '../../parts/copy-value.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { SignalReason } from '../../parts/signal-reason.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { usePersonName } from '../../parts/use-person-name.ts'
import { useWords } from '../../words/language.tsx'
import { subjectWords } from '../../words/subject-words.ts'
import { Name } from '../../words/values.tsx'
import { readProposal, type Proposal } from './proposal.ts'
import { ProposalContent } from './proposal-content.tsx'
import { subjectScreenWords } from './words.ts'

export function SubjectDecision({ view }: { readonly view: Subject }) {
  const words = useWords(subjectScreenWords)
  const { types } = useWords(subjectWords)
  const nameOf = usePersonName()
  const deciding = useDecision({ type: view.type, id: view.id }, view)
  const { presentation } = deciding
  const proposal = presentation === null ? null : readProposal(presentation.members)
  const heading = proposal === null ? types[view.type] : headingOf(words.headings, proposal)
  const content =
    proposal === null ? null : (
      <div>
        <ProposalContent proposal={proposal} nameOf={nameOf} />
      </div>
    )

  return (
    <>
      <header className={decisionClasses['head']}>
        <PageHeading>{heading}</PageHeading>
        <StateBadge state={view.state} held={view.holds.length > 0} />
        <div className={decisionClasses['ids']}>
          <span>
            {words.id} <code>{view.id}</code> <CopyValue name={words.id} value={view.id} />
          </span>
          <span>{words.version(view.version)}</span>
        </div>
      </header>
      <div className={decisionClasses['notices']}>
        {deciding.error === null ? null : <ProblemNotice error={deciding.error} retry={deciding.retry} />}
        <ChangedNotice deciding={deciding} />
        <StandingNotices view={view} nameOf={nameOf} />
      </div>
      <Decision
        deciding={deciding}
        isReadable={presentation !== null}
        brief={
          <>
            {heading}
            {proposal === null ? null : <Whose proposal={proposal} />}
          </>
        }
        summary={content ?? (presentation === null ? null : <EverythingSigned presentation={presentation} isOpen />)}
      >
        {({ contacted }) => (
          <div className={decisionClasses['page']}>
            <div className={decisionClasses['column']}>
              <Sheet title={words.proposed}>
                {content ??
                  (presentation === null ? null : (
                    <>
                      <Alert color="gray" variant="light" mb="sm">
                        {words.unknown}
                      </Alert>
                      <EverythingSigned presentation={presentation} isOpen />
                    </>
                  ))}
              </Sheet>
              {view.signals.length === 0 ? null : (
                <Sheet title={words.why}>
                  {view.signals.map(({ code, reason }) => (
                    <div key={code}>
                      <SignalReason reason={reason} />
                    </div>
                  ))}
                </Sheet>
              )}
              {contacted === null ? null : <Sheet title={words.you}>{contacted}</Sheet>}
            </div>
            <aside className={decisionClasses['column']} aria-label={words.aside}>
              <RequirementList view={view} nameOf={nameOf} />
              <Timeline view={view} nameOf={nameOf} />
              {presentation === null || content === null ? null : <EverythingSigned presentation={presentation} />}
            </aside>
          </div>
        )}
      </Decision>
    </>
  )
}

function headingOf(words: (typeof subjectScreenWords)['en']['headings'], proposal: Proposal): string {
  switch (proposal.type) {
    case 'account-change': {
      const isMany = proposal.action === 'onboard' && proposal.payees.length > 1
      return isMany ? words.onboardMany(proposal.payees.length) : words[proposal.type][proposal.action]
    }
    case 'contact-change':
      return words[proposal.type][proposal.action]
    case 'key-change':
    case 'hold':
      return words[proposal.type]
  }
}

function Whose({ proposal }: { readonly proposal: Proposal }) {
  switch (proposal.type) {
    case 'account-change': {
      const first = proposal.action === 'retire_account' ? proposal.payee : proposal.payees[0]
      return first === undefined ? null : (
        <>
          {' · '}
          <Name>{first.name}</Name>
        </>
      )
    }
    case 'contact-change':
      return (
        <>
          {' · '}
          <Name>{proposal.payee}</Name>
        </>
      )
    case 'key-change':
      return (
        <>
          {' · '}
          <Name>{proposal.person.name}</Name>
        </>
      )
    case 'hold':
      return null
  }
}
