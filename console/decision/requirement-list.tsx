import { IconCircle, IconCircleCheck } from '@tabler/icons-react'
import type { Requirement, Standing } from '../api/decisions.ts'
import { useSession } from '../app/session.tsx'
import { Fact, Facts } from '../parts/facts.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { useWords } from '../words/language.tsx'
import { subjectWords } from '../words/subject-words.ts'
import { DateTime, Name, RelativeTime } from '../words/values.tsx'
import classes from './decision.module.css'
import { Shortages } from './shortages.tsx'
import { wantedWords } from './wanted-words.ts'

interface RequirementListProps {
  readonly view: Standing
  readonly nameOf: (personId: string) => string
}

/** What is still wanted and from whom, and what I may not do and why. */
export function RequirementList({ view, nameOf }: RequirementListProps) {
  const words = useWords(wantedWords)
  const { requirements, feasible, expiresAt } = view
  return (
    <Sheet title={isUndecided(view) ? words.title : words.over}>
      {requirements.length === 0 ? <p className={classes['dim']}>{words.none}</p> : null}
      <ul className={classes['requirements']}>
        {requirements.map((requirement) => (
          <li key={requirement.id}>
            <RequirementLine {...{ requirement, view, nameOf }} />
            {requirement.anyOf?.map((one) => (
              <div key={one.id} className={classes['alternative']}>
                <span className={classes['dim']}>{words.or}</span>
                <RequirementLine {...{ view, nameOf }} requirement={one} />
              </div>
            ))}
          </li>
        ))}
      </ul>
      <Shortages view={view} />
      <Facts>
        {feasible.earliestReleaseAt === null ? null : (
          <Fact name={words.earliest}>
            <DateTime instant={feasible.earliestReleaseAt} />
          </Fact>
        )}
        {feasible.cutOffAt === null ? null : (
          <Fact name={words.cutOff}>
            <DateTime instant={feasible.cutOffAt} />
          </Fact>
        )}
        <Fact name={words.expires}>
          <DateTime instant={expiresAt} />
        </Fact>
      </Facts>
    </Sheet>
  )
}

function RequirementLine({
  requirement,
  view,
  nameOf,
}: RequirementListProps & { readonly requirement: Omit<Requirement, 'anyOf'> }) {
  const { person } = useSession()
  const words = useWords(wantedWords)
  const { requirements } = useWords(subjectWords)
  const { id, kind, missing, satisfied, eligible, group, callee, until, dueAt, quorum } = requirement
  const isDone = requirement.status === 'satisfied' || missing === 0
  const signers = view.evidence.filter(
    (one) => one.requirementId === id && one.voidedBy === null && one.decision !== 'deny',
  )
  const refused = view.me?.mayNot.find((one) => one.requirementId === id)
  const hasSigned = view.evidence.some((one) => one.personId === person.id && one.voidedBy === null)
  // For what others do, their names say it; whoever has done their part knows why they do no other.
  const isPlain =
    refused?.code === 'DUTY_CONFLICT' ? hasSigned : refused?.code === 'NOT_ELIGIBLE' && kind !== 'approval'
  const refusal = isPlain || refused?.code === 'STATE' ? undefined : refused
  const others = eligible.filter((one) => !signers.some(({ personId }) => personId === one))
  const isMine = view.me?.may.includes(id) === true

  return (
    <div className={classes['requirement']} data-done={isDone}>
      {isDone ? <IconCircleCheck size={20} aria-hidden /> : <IconCircle size={20} aria-hidden />}
      <div>
        <p className={classes['requirementTitle']}>
          <strong>
            {requirements[kind]}
            {callee === undefined ? '' : ` ${words.callee[callee]}`}
            {group === undefined ? '' : ` · ${words.group(group)}`}
          </strong>
          <span>{isDone ? words.done : words.missing(missing, Math.max(quorum ?? 1, satisfied + missing))}</span>
        </p>
        {until === undefined ? null : (
          <p>
            {words.until} <DateTime instant={until} />
          </p>
        )}
        {signers.length === 0 ? null : (
          <p>
            {words.signed} <NameList names={signers.map((one) => nameOf(one.personId))} />
          </p>
        )}
        {isDone || kind === 'cooling_off' || !isUndecided(view) ? null : others.length === 0 ? (
          <p>{words.nobody}</p>
        ) : (
          <p>
            {words.from} <NameList names={others.map(nameOf)} />
          </p>
        )}
        {isDone || kind !== 'review' || dueAt === null ? null : (
          <p>
            {words.due} <RelativeTime instant={dueAt} />
          </p>
        )}
        {isMine && !isDone ? <p className={classes['mine']}>{words.mine}</p> : null}
        {refusal === undefined || kind === 'cooling_off' || isDone ? null : (
          <p>
            {words.why}: {refusalIn(words.mayNot, refusal)}
          </p>
        )}
      </div>
    </div>
  )
}

function refusalIn(words: Readonly<Record<string, string>>, refusal: { code: string; detail: string }): string {
  return Object.hasOwn(words, refusal.code) ? (words[refusal.code] ?? refusal.detail) : refusal.detail
}

function NameList({ names }: { readonly names: readonly string[] }) {
  return names.map((name, index) => (
    <span key={`${index} ${name}`}>
      {index === 0 ? '' : ', '}
      <Name>{name}</Name>
    </span>
  ))
}

/** Whether anybody can still sign for it: only then is there anybody to name. */
function isUndecided({ state }: Standing): boolean {
  return state === 'assessing' || state === 'awaiting_evidence'
}
