import { TextInput } from '@mantine/core'
import { useLayoutEffect, useRef } from 'react'
import { groupsOfFour } from '../words/format.ts'
import { useWords } from '../words/language.tsx'
import { ibanHint } from './iban-hint.ts'
import classes from './account-fields.module.css'
import { accountWords } from './account-words.ts'

interface IbanInputProps {
  readonly value: string
  readonly error: string | undefined
  readonly onChange: (iban: string) => void
}

/** Groups of four while it is typed, as the invoice prints it; the caret stays behind the same character. */
export function IbanInput({ value, error, onChange }: IbanInputProps) {
  const words = useWords(accountWords)
  const input = useRef<HTMLInputElement>(null)
  const caret = useRef<number | null>(null)
  const shown = groupsOfFour(value)

  useLayoutEffect(() => {
    if (caret.current === null) return
    const at = positionOf(shown, caret.current)
    input.current?.setSelectionRange(at, at)
    caret.current = null
  }, [shown])

  return (
    <TextInput
      ref={input}
      label={words.iban}
      description={words.ibanHints[ibanHint(value)]}
      classNames={{ input: classes['figures'] ?? '' }}
      required
      autoComplete="off"
      spellCheck={false}
      maxLength={64}
      value={shown}
      error={error}
      onChange={({ currentTarget }) => {
        const before = currentTarget.value.slice(0, currentTarget.selectionStart ?? currentTarget.value.length)
        caret.current = compact(before).length
        onChange(compact(currentTarget.value).toUpperCase())
      }}
    />
  )
}

function compact(text: string): string {
  return text.replaceAll(/\s/g, '')
}

/** Where the caret is behind so many characters that are no spaces. */
function positionOf(shown: string, characters: number): number {
  let seen = 0
  for (let at = 0; at < shown.length; at += 1) {
    if (seen === characters) return at
    if (shown[at] !== ' ') seen += 1
  }
  return shown.length
}
