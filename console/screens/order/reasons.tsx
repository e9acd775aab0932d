import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import type { Standing } from '../../api/decisions.ts'
import { rankReasons } from '../../decision/rank-reasons.ts'
import { decisionWords } from '../../decision/words.ts'
import { Sheet } from '../../parts/sheet.tsx'
import { SignalReason } from '../../parts/signal-reason.tsx'
import { usePersonName } from '../../parts/use-person-name.ts'
import { formatDateTime } from '../../words/format.ts'
import { useLanguage, useWords } from '../../words/language.tsx'
import { signalLabel, signalWords } from '../../words/signal-words.ts'
import classes from './order.module.css'
import { orderWords } from './words.ts'

const STRONGEST = 3

/** Isolates a name inside a line (Unicode FSI, PDI). */
const isolated = (text: string): string => `\u2068${text}\u2069`

interface ReasonsProps {
  /** The codes that are signed. */
  readonly codes: readonly string[]
  /** What was found, by code. */
  readonly signals: Standing['signals']
  /** Codes that were not there when it was read. */
  readonly added: readonly string[]
}

export function Reasons({ codes, signals, added }: ReasonsProps) {
  const words = useWords(orderWords).why
  const { more } = useWords(decisionWords)
  const [isWhole, setWhole] = useState(false)
  const ranked = rankReasons(codes)
  // What is new is never behind "more".
  const shown = ranked.filter((code, place) => isWhole || place < STRONGEST || added.includes(code))
  return (
    <Sheet title={words.title}>
      {ranked.length === 0 ? <p className={classes['dim']}>{words.none}</p> : null}
      <ul className={classes['reasons']}>
        {shown.map((code) => (
          <li key={code} data-changed={added.includes(code)}>
            <Reason code={code} signal={signals.find((one) => one.code === code)} />
          </li>
        ))}
      </ul>
      {shown.length === ranked.length ? null : (
        <Button variant="subtle" size="compact-sm" onClick={() => setWhole(true)} mt="xs">
          {more(ranked.length - shown.length)}
        </Button>
      )}
    </Sheet>
  )
}

function isInstant(value: string): boolean {
  return !Number.isNaN(Date.parse(value))
}

interface ReasonProps {
  readonly code: string
  readonly signal: Standing['signals'][number] | undefined
}

function Reason({ code, signal }: ReasonProps) {
  const labels = useWords(signalWords)
  const { evidence: names, values } = useWords(orderWords).why
  const { locale } = useLanguage()
  const nameOf = usePersonName()
  const told = (name: string, value: string): string => {
    if (name === 'people')
      return value
        .split(' ')
        .map((id) => isolated(nameOf(id)))
        .join(', ')
    if (name === 'changedAt' && isInstant(value)) return formatDateTime(locale, value)
    return Object.entries(values).find(([known]) => known === value)?.[1] ?? value
  }
  // That it was carried over is what its reason says.
  const evidence = Object.entries(signal?.evidence ?? {}).filter(([name]) => name !== 'inherited')
  return (
    <>
      <IconAlertTriangle size={18} aria-hidden />
      <div>
        <strong>{signalLabel(labels, code)}</strong>
        {signal === undefined ? null : (
          <div>
            <SignalReason reason={signal.reason} />
          </div>
        )}
        {evidence.length === 0 ? null : (
          <dl className={classes['evidence']}>
            {evidence.map(([name, value]) => (
              <div key={name}>
                <dt>{Object.entries(names).find(([known]) => known === name)?.[1] ?? name}</dt>
                <dd>
                  <bdi>{told(name, value)}</bdi>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </>
  )
}
