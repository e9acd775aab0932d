import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { subjectPath } from '../parts/subject-path.ts'
import { useWords } from '../words/language.tsx'
import { BecomeButton } from './become-button.tsx'
import { emailOf } from './cast.ts'
import { EnrolCast } from './enrol-cast.tsx'
import { PaperInvoice } from './paper-invoice.tsx'
import { PlayedPhone } from './played-phone.tsx'
import { ACTORS, type Step } from './progress.ts'
import { SendExample } from './send-example.tsx'
import { ShownToken } from './shown-token.tsx'
import { useTourMemory } from './tour-memory.ts'
import type { Tour } from './use-tour.ts'
import { WhyItWaits } from './why-it-waits.tsx'
import { tourWords } from './words.ts'

/** What there is to press at one step. It links, and changes who is signed in; decisions are made on their own screens. */
export function StepAction({ step, tour }: { readonly step: Step; readonly tour: Tour }) {
  const words = useWords(tourWords)
  const erpSecret = useTourMemory().handout?.clients['erp']?.secret ?? null
  const { fraud, twin, supplierChangeId } = tour
  switch (step) {
    case 'enrol':
      return <EnrolCast enrolled={tour.facts?.enrolled ?? new Set()} />
    case 'supplierBen':
    case 'supplierIvy':
      return <Part step={step} tour={tour} path={changePath(supplierChangeId)} />
    case 'fraudSubmit':
      return (
        <Part step={step} tour={tour} path={null}>
          <SendExample example="fraud" label={words.send} erpSecret={null} />
        </Part>
      )
    case 'fraudDeny':
      return (
        <>
          {fraud === null ? null : <WhyItWaits order={fraud} tries={isActing(tour, 'ana')} />}
          <Part step={step} tour={tour} path={orderPath(fraud?.id)} />
        </>
      )
    case 'twinSubmit':
      return erpSecret === null && !isActing(tour, 'ana') ? (
        <BecomeButton name="ana" />
      ) : (
        <SendExample example="twin" label={erpSecret === null ? words.send : words.sendErp} erpSecret={erpSecret} />
      )
    case 'twinConfirm':
    case 'twinReview':
      return <Part step={step} tour={tour} path={orderPath(twin?.id)} />
    case 'twinBen':
    case 'twinIvy':
      return (
        <>
          <PaperInvoice />
          <Part step={step} tour={tour} path={orderPath(twin?.id)} />
        </>
      )
    case 'twinCall':
      return (
        <>
          <Part step={step} tour={tour} path={callPath(twin)} label={words.openCall} />
          <PlayedPhone />
        </>
      )
    case 'twinWait':
      return twin === null ? null : (
        <OpenLink path={subjectPath({ type: 'order', id: twin.id })} label={words.payment} />
      )
    case 'token':
      return twin === null ? null : <ShownToken order={twin} />
  }
}

interface PartProps {
  readonly step: Step
  readonly tour: Tour
  /** Where the part is played; null where it is played here. */
  readonly path: string | null
  readonly label?: string
  readonly children?: React.ReactNode
}

/** Become the person whose turn it is; then go where they act. */
function Part({ step, tour, path, label, children }: PartProps) {
  const words = useWords(tourWords)
  const actor = ACTORS[step]
  if (actor !== null && !isActing(tour, actor)) return <BecomeButton name={actor} path={path} />
  return (
    <>
      {actor === null ? null : <BecomeButton name={actor} />}
      {path === null ? null : <OpenLink path={path} label={label ?? words.open} />}
      {children}
    </>
  )
}

function OpenLink({ path, label }: { readonly path: string; readonly label: string }) {
  return (
    <Button component={Link} href={path} variant="default">
      {label}
    </Button>
  )
}

function isActing({ session }: Tour, name: Parameters<typeof emailOf>[0]): boolean {
  return session?.person.email === emailOf(name)
}

function orderPath(id: string | undefined): string | null {
  return id === undefined ? null : subjectPath({ type: 'order', id })
}

/** Before somebody who sees it has signed in, the inbox shows it. */
function changePath(id: string | null): string {
  return id === null ? '/' : subjectPath({ type: 'account-change', id })
}

function callPath(twin: Tour['twin']): string {
  const callback = twin?.requirements.find(({ kind, status }) => kind === 'callback' && status !== 'satisfied')
  return callback === undefined ? '/calls' : `/calls/${encodeURIComponent(callback.id)}`
}
