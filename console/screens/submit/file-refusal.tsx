import { Stack } from '@mantine/core'
import type { FieldProblem } from '../../api/problem.ts'
import { Board } from '../../parts/board.tsx'
import { usePortion } from '../../parts/portion.ts'
import { RecordLine } from '../../parts/record-line.tsx'
import { Records } from '../../parts/records.tsx'
import { useWords } from '../../words/language.tsx'
import { Name } from '../../words/values.tsx'
import { NotSubmitted } from './not-submitted.tsx'
import classes from './submit.module.css'
import { submitWords } from './words.ts'

/** Nothing of the file was submitted, and which elements are why. */
export function FileRefusal({ error, errors }: { readonly error: unknown; readonly errors: readonly FieldProblem[] }) {
  const words = useWords(submitWords)
  const numbered = errors.map((problem, index) => ({ ...problem, key: `${index}` }))
  const list = usePortion({ data: numbered, error: null, refetch: () => undefined }, (items) => items)
  return (
    <Stack gap="md">
      <NotSubmitted title={words.refused} error={error} placed={0} others={[]} />
      {errors.length === 0 ? null : (
        <Board>
          <Records list={list} label={words.file.problem} empty={null} keyOf={({ key }) => key}>
            {({ path, code, detail }) => (
              <RecordLine
                title={<Name>{detail === '' ? code : detail}</Name>}
                detail={
                  <code className={classes['path']}>
                    <Name>{path}</Name>
                  </code>
                }
                aside={<code>{code}</code>}
              />
            )}
          </Records>
        </Board>
      )}
    </Stack>
  )
}
