import { useRef, useState, type ReactNode } from 'react'
import type { Presentation } from '../api/signing.ts'
import { useWords } from '../words/language.tsx'
import { ActionBar } from './action-bar.tsx'
import { ContactedQuestion } from './contacted-question.tsx'
import { DenyDialog } from './deny-dialog.tsx'
import { dialogWords } from './dialog-words.ts'
import { EscalateDialog } from './escalate-dialog.tsx'
import { SignDialog } from './sign-dialog.tsx'
import type { Task } from './tasks.ts'
import type { Deciding } from './use-decision.ts'
import { decisionWords } from './words.ts'

type Open =
  | { readonly dialog: 'sign'; readonly task: Task; readonly shown: Presentation }
  | { readonly dialog: 'deny' | 'escalate' }
  | null

interface DecisionProps {
  readonly deciding: Deciding
  readonly isReadable: boolean
  readonly brief: ReactNode
  /** What the last step repeats. */
  readonly summary: ReactNode
  /** Where somebody has to go first: what changed, or what is to be typed. */
  readonly children: (act: { readonly deny: () => void; readonly contacted: ReactNode }) => ReactNode
}

/** What somebody decides about what stands between: the question before, the bar after, and the dialogs over it. */
export function Decision({ deciding, isReadable, brief, summary, children }: DecisionProps) {
  const words = useWords(decisionWords)
  const { escalated } = useWords(dialogWords)
  const [open, setOpen] = useState<Open>(null)
  const [isAsked, setAsked] = useState(false)
  const [done, setDone] = useState('')
  const question = useRef<HTMLDivElement>(null)
  const { task, presentation, isCurrent, contactedBy, view } = deciding
  const close = (): void => setOpen(null)
  const end = (said: string): void => {
    close()
    setDone(said)
  }

  function sign(): void {
    setDone('')
    setAsked(true)
    if (view.blind) return goTo('form input')
    if (contactedBy === null) return goTo('[data-question] input')
    if (task === null || presentation === null || !isCurrent) return goTo('[data-changed-notice]')
    setOpen({ dialog: 'sign', task, shown: presentation })
  }

  const isDeciding = task !== null || view.me?.mayDeny === true
  const contacted =
    isDeciding && !view.blind ? (
      <div data-question>
        <ContactedQuestion
          value={contactedBy}
          onChange={deciding.setContactedBy}
          isMissing={isAsked}
          groupRef={question}
        />
      </div>
    ) : null

  return (
    <>
      {children({ deny: () => setOpen({ dialog: 'deny' }), contacted })}
      <ActionBar
        deciding={deciding}
        done={done}
        brief={brief}
        isReadable={isReadable}
        mayEscalate={deciding.subject.type === 'order'}
        onSign={sign}
        onDeny={() => setOpen({ dialog: 'deny' })}
        onEscalate={() => setOpen({ dialog: 'escalate' })}
      />
      {open?.dialog === 'sign' && contactedBy !== null ? (
        <SignDialog
          {...{ deciding, contactedBy, summary }}
          task={open.task}
          shown={open.shown}
          onClose={close}
          onSigned={() => {
            deciding.settle()
            end(words.done.signed)
          }}
        />
      ) : null}
      {open?.dialog === 'deny' ? (
        <DenyDialog
          deciding={deciding}
          onClose={close}
          onDenied={() => {
            deciding.settle()
            end(words.done.denied)
          }}
        />
      ) : null}
      {open?.dialog === 'escalate' ? (
        <EscalateDialog subject={deciding.subject} onClose={close} onEscalated={() => end(escalated)} />
      ) : null}
    </>
  )
}

/** The first thing that has to be answered takes the focus. */
function goTo(selector: string): void {
  const found = document.querySelector<HTMLElement>(`#content ${selector}`)
  found?.focus()
  found?.scrollIntoView({ block: 'center' })
}
