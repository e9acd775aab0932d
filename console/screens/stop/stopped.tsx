import { Anchor, Button } from '@mantine/core'
import { Link } from 'wouter'
import type { Hold } from '../../api/holds.ts'
import { LiftHold } from '../../parts/lift-hold.tsx'
import { OutsideText } from '../../parts/outside-text.tsx'
import { Panel } from '../../parts/panel.tsx'
import { usePersonName } from '../../parts/use-person-name.ts'
import { useWords } from '../../words/language.tsx'
import { holdWords } from '../../words/hold-words.ts'
import { DateTime, Name } from '../../words/values.tsx'
import classes from './stop.module.css'
import { stopWords } from './words.ts'

/** Everything is stopped: by whom, why, what to do now and how it ends. */
export function Stopped({ holds, onAnother }: { readonly holds: readonly Hold[]; readonly onAnother: () => void }) {
  const words = useWords(stopWords)
  const { since, by } = useWords(holdWords)
  const personName = usePersonName()
  return (
    <>
      <Panel title={words.doneLead} tone="stopped">
        {holds.map((hold) => (
          <div key={hold.id} className={classes['hold']}>
            <p className={classes['reason']}>
              <OutsideText>{hold.reason}</OutsideText>
            </p>
            <span className={classes['dim']}>
              {since} <DateTime instant={hold.placedAt} />
              {hold.placedBy === null ? null : (
                <>
                  , {by} <Name>{personName(hold.placedBy)}</Name>
                </>
              )}
            </span>
            <LiftHold hold={hold} />
          </div>
        ))}
      </Panel>
      <Panel title={words.now}>
        <ul className={classes['points']}>
          {words.nowList.map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
      </Panel>
      <div>
        <Anchor component={Link} href="/holds" mr="md">
          {words.allHolds}
        </Anchor>
        <Button variant="subtle" color="red" size="compact-sm" onClick={onAnother}>
          {words.another}
        </Button>
      </div>
    </>
  )
}
