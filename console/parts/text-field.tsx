import { TextInput, type TextInputProps } from '@mantine/core'

interface TextFieldProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  readonly value: string
  readonly onChange: (typed: string) => void
}

/** A line of text in a form of ours, which no browser fills in by itself. */
export function TextField({ onChange, ...input }: TextFieldProps) {
  return <TextInput autoComplete="off" {...input} onChange={({ currentTarget }) => onChange(currentTarget.value)} />
}
