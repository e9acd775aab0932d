import { Alert, Radio } from '@mantine/core'
import type { Ref } from 'react'
import type { ContactedBy } from '../api/signing.ts'
import { useWords } from '../words/language.tsx'
import classes from './decision.module.css'
import { decisionWords } from './words.ts'

const WAYS: readonly ContactedBy[] = ['none', 'voice', 'video', 'chat', 'email', 'in_person']

interface ContactedWords {
  readonly legend: string
  readonly hint?: string
  readonly missing: string
  readonly options: Readonly<Record<ContactedBy, string>>
  /** Said when somebody was contacted. */
  readonly adds?: string
}

interface ContactedQuestionProps {
  readonly value: ContactedBy | null
  readonly onChange: (how: ContactedBy) => void
  readonly isMissing: boolean
  readonly groupRef?: Ref<HTMLDivElement>
  /** Of whoever asks it in other words. */
  readonly words?: ContactedWords
}

/** Asked of everybody who decides, with no answer given beforehand: a declaration that is made for one says nothing. */
export function ContactedQuestion({ value, onChange, isMissing, groupRef, words: own }: ContactedQuestionProps) {
  const usual = useWords(decisionWords).contacted
  const words: ContactedWords = own ?? usual
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
      {words.adds === undefined || value === null || value === 'none' ? null : (
        <Alert variant="light" color="yellow" mt="sm" p="xs">
          {words.adds}
        </Alert>
      )}
    </>
  )
}
