import { Stack, Text, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { subjectsQuery, type SubjectListView } from '../../api/subjects.ts'
import { Board } from '../../parts/board.tsx'
import { portionOf } from '../../parts/portion.ts'
import { RecordLine } from '../../parts/record-line.tsx'
import { Records } from '../../parts/records.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { subjectPath } from '../../parts/subject-path.ts'
import { useLanguage, useWords } from '../../words/language.tsx'
import { subjectWords } from '../../words/subject-words.ts'
import { titleIn } from '../../words/title-words.ts'
import { DateTime, Name } from '../../words/values.tsx'
import classes from './directory.module.css'
import { directoryWords } from './words.ts'

const TYPES = ['account-change', 'contact-change'] as const

/** Every change that names this payee, of whatever outcome: what waits before what is over. */
export function Changes({ name }: { readonly name: string }) {
  const words = useWords(directoryWords)
  return (
    <Stack gap="sm" component="section">
      <div>
        <Title order={2}>{words.changes}</Title>
        <Text size="sm" className={classes['lead'] ?? ''}>
          {words.changesNote}
        </Text>
      </div>
      {TYPES.map((type) => (
        <ChangesOf key={type} type={type} name={name} />
      ))}
    </Stack>
  )
}

function ChangesOf({ type, name }: { readonly type: (typeof TYPES)[number]; readonly name: string }) {
  const { types } = useWords(subjectWords)
  const words = useWords(directoryWords)
  return (
    <>
      <Title order={3}>{types[type]}</Title>
      <div className={classes['columns']}>
        <ChangeList view="waiting" title={words.openChanges} {...{ type, name }} />
        <ChangeList view="done" title={words.pastChanges} {...{ type, name }} />
      </div>
    </>
  )
}

interface ChangeListProps {
  readonly view: SubjectListView
  readonly title: string
  readonly type: string
  readonly name: string
}

function ChangeList({ view, title, type, name }: ChangeListProps) {
  const { language } = useLanguage()
  const words = useWords(directoryWords)
  const list = useInfiniteQuery(subjectsQuery({ view, type, search: name.slice(0, 100) }))
  return (
    <Board filters={<Text size="sm">{title}</Text>}>
      <Records
        list={portionOf(list, (page) => page.items)}
        label={title}
        keyOf={({ subject }) => subject.id}
        empty={<p className={classes['nothing']}>{words.noChanges}</p>}
      >
        {(change) => (
          <RecordLine
            href={subjectPath(change.subject)}
            title={<Name>{titleIn(language, change.title)}</Name>}
            detail={<DateTime instant={change.createdAt} />}
            aside={<StateBadge state={change.state} held={change.held} />}
          />
        )}
      </Records>
    </Board>
  )
}
