import { Alert, Radio } from '@mantine/core'
import type { Ref } from 'react'
import type { ContactedBy } from '../api/signing.ts'
import { useWords } from '../words/language.tsx'
import classes from './decision.module.css'
import { decisionWords } from './words.ts'

const WAYS: readonly ContactedBy[] = ['none', 'voice', 'video', 'chat', 'email', 'in_person']

interface ContactedQuestionProps {
  readonly value: ContactedBy | null
  readonly onChange: (how: ContactedBy) => void
  readonly isMissing: boolean
  readonly groupRef?: Ref<HTMLDivElement>
}

/** Asked of everybody who decides, with no answer given beforehand: a declaration that is made for one says nothing. */
export function ContactedQuestion({ value, onChange, isMissing, groupRef }: ContactedQuestionProps) {
  const words = useWords(decisionWords).contacted
  return (
    <>
      <Radio.Group
        {...(groupRef === undefined ? {} : { ref: groupRef })}
        value={value}
        onChange={(chosen) => {
          const how = WAYS.find((way) => way === chosen)
          if (how !== undefined) onChange(how)
        }}
        label={words.legend}
        description={words.hint}
        error={isMissing && value === null ? words.missing : null}
        withAsterisk
        required
      >
        <div className={classes['ways']}>
          {WAYS.map((way) => (
            <Radio
              key={way}
              value={way}
              label={words.options[way]}
              aria-invalid={isMissing && value === null}
              classNames={{ body: classes['way'] ?? '' }}
            />
          ))}
        </div>
      </Radio.Group>
      {value === null || value === 'none' ? null : (
        <Alert variant="light" color="yellow" mt="sm" p="xs">
          {words.adds}
        </Alert>
      )}
    </>
  )
}
