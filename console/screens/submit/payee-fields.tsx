import { SegmentedControl, Stack, Text } from '@mantine/core'
import { AccountFields } from '../../parts/account-fields.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { TextField } from '../../parts/text-field.tsx'
import { useWords } from '../../words/language.tsx'
import type { FieldsProps } from './field-props.ts'
import { PayeeOnFile } from './payee-on-file.tsx'
import classes from './submit.module.css'
import { submitWords } from './words.ts'

export function PayeeFields(props: FieldsProps) {
  const words = useWords(submitWords).payee
  const { draft, change } = props
  return (
    <Sheet title={words.title}>
      <Stack gap="md">
        <SegmentedControl
          className={classes['choice'] ?? ''}
          aria-label={words.from}
          value={draft.payeeFrom}
          onChange={(value) => change({ payeeFrom: value === 'new' ? 'new' : 'directory' })}
          data={[
            { value: 'directory', label: words.directory },
            { value: 'new', label: words.new },
          ]}
        />
        {draft.payeeFrom === 'directory' ? <PayeeOnFile {...props} /> : <NewPayee {...props} />}
      </Stack>
    </Sheet>
  )
}

function NewPayee({ draft, errors, change }: FieldsProps) {
  const words = useWords(submitWords).payee
  return (
    <>
      <Text size="sm" className={classes['dim'] ?? ''}>
        {words.newNote}
      </Text>
      <TextField
        label={words.name}
        description={words.nameHint}
        required
        maxLength={500}
        value={draft.name}
        error={errors.name}
        onChange={(name) => change({ name })}
      />
      <AccountFields draft={draft} errors={errors} change={change} />
    </>
  )
}
