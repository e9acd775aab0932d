import { Button, FileButton, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { IconFileUpload } from '@tabler/icons-react'
import { useState, type DragEvent, type SubmitEvent } from 'react'
import { Problem } from '../../api/problem.ts'
import { submitFile } from '../../api/submission.ts'
import { SUBJECTS } from '../../api/subjects.ts'
import { useLanguage, useWords } from '../../words/language.tsx'
import { Name } from '../../words/values.tsx'
import { ArrivalFields } from './arrival-fields.tsx'
import { EMPTY, type Draft } from './draft.ts'
import { FileRefusal } from './file-refusal.tsx'
import { SubmittedFile } from './submitted-file.tsx'
import { useFirstError } from '../../parts/use-first-error.ts'
import classes from './submit.module.css'
import { submitWords } from './words.ts'

interface Chosen {
  readonly file: File
  /** Of this file: another one is another submission. */
  readonly idempotencyKey: string
}

export function PaymentFile({ onAnother }: { readonly onAnother: () => void }) {
  const words = useWords(submitWords)
  const queries = useQueryClient()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [draft, setDraft] = useState<Draft>(EMPTY)
  const [missing, setMissing] = useState<{ readonly file?: string; readonly channel?: string } | null>(null)
  const submission = useMutation({
    mutationFn: async ({ file, idempotencyKey }: Chosen) => {
      const { channel, instructedBy, requestedBy } = draft
      return submitFile(file, { channel, instructedBy: instructedBy.trim(), requestedBy }, idempotencyKey)
    },
    onSuccess: () => void queries.invalidateQueries({ queryKey: SUBJECTS }),
  })
  const { error } = submission
  const form = useFirstError(missing ?? error)

  const choose = (file: File | null) => {
    if (file === null) return
    submission.reset()
    setMissing(null)
    setChosen({ file, idempotencyKey: crypto.randomUUID() })
  }
  const change = (changed: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...changed }))
    setMissing(null)
  }
  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (submission.isPending) return
    if (chosen === null) return setMissing({ file: words.file.missing })
    if (draft.channel === '') return setMissing({ channel: words.arrived.channelMissing })
    submission.mutate(chosen)
  }

  if (submission.data !== undefined) return <SubmittedFile batch={submission.data} onAnother={onAnother} />
  return (
    <form ref={form} onSubmit={submit} noValidate className={classes['form']}>
      <Stack gap="md">
        {error === null ? null : <FileRefusal error={error} errors={error instanceof Problem ? error.errors : []} />}
        <DropZone file={chosen?.file ?? null} error={missing?.file} onChoose={choose} />
        <ArrivalFields
          draft={draft}
          errors={missing?.channel === undefined ? {} : { channel: missing.channel }}
          change={change}
          isFile
        />
        <div>
          <Button type="submit" size="md" loading={submission.isPending}>
            {words.file.submit}
          </Button>
        </div>
      </Stack>
    </form>
  )
}

/** A name must not be turned around: `fdp.xml` behind a right-to-left override would read as a PDF. */
function plainFileName(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Cf}]/gu, '�')
}

interface DropZoneProps {
  readonly file: File | null
  readonly error: string | undefined
  readonly onChoose: (file: File | null) => void
}

function DropZone({ file, error, onChoose }: DropZoneProps) {
  const words = useWords(submitWords).file
  const { locale } = useLanguage()
  const [isOver, setOver] = useState(false)
  const over = (event: DragEvent, isHere: boolean) => {
    event.preventDefault()
    setOver(isHere)
  }
  return (
    <div
      className={classes['drop']}
      data-over={isOver}
      onDragOver={(event) => over(event, true)}
      onDragLeave={(event) => over(event, false)}
      onDrop={(event) => {
        over(event, false)
        onChoose(event.dataTransfer.files.item(0))
      }}
    >
      <IconFileUpload size={28} stroke={1.5} aria-hidden />
      {file === null ? (
        <Text>{words.drop}</Text>
      ) : (
        <Text fw={600} role="status" className={classes['fileName'] ?? ''}>
          <Name>{plainFileName(file.name)}</Name>{' '}
          <Text span size="sm" className={classes['dim'] ?? ''}>
            {words.size((file.size / 1000).toLocaleString(locale, { maximumFractionDigits: 1 }))}
          </Text>
        </Text>
      )}
      <Text size="sm" className={classes['dim'] ?? ''}>
        {words.versions}
      </Text>
      <Group justify="center">
        <FileButton accept=".xml,application/xml,text/xml" onChange={onChoose}>
          {(props) => (
            <Button {...props} variant="default" aria-invalid={error !== undefined}>
              {file === null ? words.choose : words.other}
            </Button>
          )}
        </FileButton>
      </Group>
      {error === undefined ? null : (
        <Text size="sm" role="alert" className={classes['wrong'] ?? ''}>
          {error}
        </Text>
      )}
    </div>
  )
}
