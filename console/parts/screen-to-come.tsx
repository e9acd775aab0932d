import { Anchor, Stack, Text } from '@mantine/core'
import { useWords } from '../words/language.tsx'
import { defineWords } from '../words/define-words.ts'
import { PageHeading } from './page-heading.tsx'

const words = defineWords({
  en: {
    body: 'This screen is not in this version of the console. What it would show can be had from the API.',
    calls: 'Calls of the API',
  },
  de: {
    body: 'Diese Ansicht gibt es in dieser Version der Konsole nicht. Was sie zeigen würde, gibt die API aus.',
    calls: 'Aufrufe der API',
  },
})

/** Says honestly that a screen is not there, where an address for it is. */
export function ScreenToCome({ title }: { readonly title: string }) {
  const { body, calls } = useWords(words)
  return (
    <Stack gap="sm">
      <PageHeading>{title}</PageHeading>
      <Text maw="60ch">{body}</Text>
      <Anchor href="/docs">{calls}</Anchor>
    </Stack>
  )
}
