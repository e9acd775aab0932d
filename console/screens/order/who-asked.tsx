import { Text } from '@mantine/core'
import { changedMembers } from '../../decision/changed-members.ts'
import type { PresentedOrder } from '../../decision/presented-order.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { LongText } from '../../parts/long-text.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { useWords } from '../../words/language.tsx'
import { subjectWords } from '../../words/subject-words.ts'
import { DateTime, Name } from '../../words/values.tsx'
import classes from './order.module.css'
import { orderWords } from './words.ts'

interface WhoAskedProps {
  readonly order: PresentedOrder
  readonly changes: readonly string[]
  readonly nameOf: (personId: string) => string
}

export function WhoAsked({ order, changes, nameOf }: WhoAskedProps) {
  const words = useWords(orderWords).who
  const { channels } = useWords(subjectWords)
  const { instructedBy } = order
  const isBlind = order.amount === null
  const channelOf = (channel: string) => Object.entries(channels).find(([name]) => name === channel)?.[1] ?? channel
  const saidBefore = [...order.earlier.instructors.map(nameOf), ...order.earlier.channels.map(channelOf)]
  return (
    <Sheet title={words.title}>
      <div className={classes['plain']} data-changed={changedMembers(changes).includes('instruction')}>
        <Facts>
          <Fact name={words.how}>{channelOf(order.channel)}</Fact>
          <Fact name={words.by}>
            {instructedBy === null ? (
              <span className={classes['dim']}>{words.nobody}</span>
            ) : 'personId' in instructedBy ? (
              <Name>{nameOf(instructedBy.personId)}</Name>
            ) : (
              <>
                <Name>{instructedBy.name}</Name> <span className={classes['dim']}>({words.outside})</span>
              </>
            )}
          </Fact>
          {saidBefore.length === 0 ? null : (
            <Fact name={words.before}>
              <Name>{saidBefore.join(', ')}</Name>
              <Text size="xs" className={classes['dim'] ?? ''}>
                {words.beforeHint}
              </Text>
            </Fact>
          )}
          {order.receivedAt === null ? null : (
            <Fact name={words.at}>
              <DateTime instant={order.receivedAt} />
            </Fact>
          )}
          {isBlind ? (
            <Fact name={words.note}>
              <span className={classes['dim']}>{words.noteHidden}</span>
            </Fact>
          ) : order.note === null ? null : (
            <Fact name={words.note}>
              <blockquote className={classes['note']}>
                <LongText>{order.note}</LongText>
              </blockquote>
              <Text size="xs" className={classes['dim'] ?? ''}>
                {words.noteHint}
              </Text>
            </Fact>
          )}
          <Fact name={words.requested}>
            <Name>{order.requesters.map(nameOf).join(', ')}</Name>
          </Fact>
        </Facts>
      </div>
      <p className={classes['proof']}>{words.notProof}</p>
    </Sheet>
  )
}
