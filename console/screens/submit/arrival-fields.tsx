import { Autocomplete, MultiSelect, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { peopleQuery } from '../../api/people.ts'
import type { Channel } from '../../api/submission.ts'
import { useSession } from '../../app/session.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { useWords } from '../../words/language.tsx'
import { subjectWords } from '../../words/subject-words.ts'
import type { FieldsProps } from './field-props.ts'
import classes from './submit.module.css'
import { submitWords } from './words.ts'

interface ArrivalFieldsProps extends Pick<FieldsProps, 'errors' | 'change'> {
  readonly draft: Pick<FieldsProps['draft'], 'channel' | 'instructedBy' | 'requestedBy' | 'receivedAt' | 'note'>
  /** A file has one channel for all of it, and no note. */
  readonly isFile?: boolean
}

/** By which channel, by whom, when. Nothing is chosen beforehand: what is not said is not assumed to be harmless. */
export function ArrivalFields({ draft, errors, change, isFile = false }: ArrivalFieldsProps) {
  const words = useWords(submitWords)
  const { channels } = useWords(subjectWords)
  const { person: me } = useSession()
  const { data } = useQuery(peopleQuery)
  const people = (data?.items ?? []).filter(({ state }) => state !== 'left')

  return (
    <Sheet title={words.arrived.title}>
      <Stack gap="md">
        <Text size="sm" className={classes['dim'] ?? ''}>
          {words.arrived.note}
        </Text>
        <div className={classes['pair']}>
          <NativeSelect
            label={words.arrived.channel}
            required
            value={draft.channel}
            error={errors.channel}
            onChange={({ currentTarget: { value } }) => change({ channel: channelOf(channels, value) })}
            data={[
              { value: '', label: words.payment.choose },
              ...Object.entries(channels).map(([value, label]) => ({ value, label })),
            ]}
          />
          {isFile ? null : (
            <TextInput
              label={words.arrived.receivedAt}
              type="datetime-local"
              value={draft.receivedAt}
              error={errors.receivedAt}
              onChange={({ currentTarget }) => change({ receivedAt: currentTarget.value })}
            />
          )}
        </div>
        <Autocomplete
          label={words.arrived.instructedBy}
          description={words.arrived.instructedByHint}
          autoComplete="off"
          openOnFocus={false}
          limit={8}
          maxLength={200}
          value={people.find(({ id }) => id === draft.instructedBy)?.email ?? draft.instructedBy}
          error={errors.instructedBy}
          onChange={(instructedBy) => change({ instructedBy })}
          data={[...new Set(people.map(({ email }) => email))]}
        />
        {isFile ? null : (
          <Textarea
            label={words.arrived.text}
            autosize
            minRows={2}
            maxRows={10}
            maxLength={4000}
            value={draft.note}
            error={errors.note}
            onChange={({ currentTarget }) => change({ note: currentTarget.value })}
          />
        )}
        <MultiSelect
          label={words.arrived.requestedBy}
          description={words.arrived.requestedByHint}
          searchable
          limit={50}
          maxValues={20}
          nothingFoundMessage={words.arrived.nobody}
          value={draft.requestedBy.filter((id) => id !== me.id)}
          error={errors.requestedBy}
          onChange={(requestedBy) => change({ requestedBy })}
          data={people
            .filter(({ id }) => id !== me.id)
            .map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))}
        />
      </Stack>
    </Sheet>
  )
}

function channelOf(channels: Readonly<Record<Channel, string>>, value: string): Channel | '' {
  return keysOf(channels).find((channel) => channel === value) ?? ''
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(record) as Key[]
}
