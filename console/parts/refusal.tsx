import { Alert, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Problem, type FieldProblem } from '../api/problem.ts'
import { defineWords } from '../words/define-words.ts'
import { useWords } from '../words/language.tsx'
import { Name } from '../words/values.tsx'
import notice from './problem-notice.module.css'
import { partWords } from './part-words.ts'
import { tellProblem } from './tell-problem.ts'

const refusalWords = defineWords({
  en: {
    noAnswer: 'No answer came back',
    fields: (n: number) => (n === 1 ? 'Correct the marked field.' : `Correct the ${n} marked fields.`),
  },
  de: {
    noAnswer: 'Es kam keine Antwort',
    fields: (n: number) =>
      n === 1 ? 'Berichtigen Sie das markierte Feld.' : `Berichtigen Sie die ${n} markierten Felder.`,
  },
})

interface RefusalProps {
  readonly title: string
  readonly error: unknown
  /** How many fields carry a word of their own. */
  readonly placed: number
  readonly others: readonly FieldProblem[]
  /** What to do where nobody knows whether it arrived. */
  readonly unsure: string
  readonly children?: ReactNode
}

/** Why a form was not accepted: what belongs to a field stands there, the rest here. */
export function Refusal({ title, error, placed, others, unsure, children }: RefusalProps) {
  const words = useWords(refusalWords)
  const told = tellProblem(useWords(partWords), error)
  const isUnsure = error instanceof Problem && (error.status === 0 || error.status >= 500)
  return (
    <Alert
      color="red"
      variant="light"
      className={notice['notice'] ?? ''}
      icon={<IconAlertTriangle aria-hidden />}
      // Refused it is only when the service said so.
      title={isUnsure ? words.noAnswer : title}
      role="alert"
      tabIndex={-1}
      data-refusal
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{placed > 0 && others.length === 0 ? words.fields(placed) : <Name>{told.body}</Name>}</Text>
        {isUnsure ? <Text size="sm">{unsure}</Text> : null}
        {others.map(({ path, detail }) => (
          <Text size="sm" key={path}>
            <Name>{path}</Name>: <Name>{detail}</Name>
          </Text>
        ))}
        {children}
      </Stack>
    </Alert>
  )
}
