import { Anchor, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { PageHeading } from '../parts/page-heading.tsx'
import { useWords } from '../words/language.tsx'
import { shellWords } from './shell-words.ts'

export function NotFound() {
  const words = useWords(shellWords)
  return (
    <Stack gap="sm">
      <PageHeading>{words.notFound.title}</PageHeading>
      <Text>{words.notFound.body}</Text>
      <Anchor component={Link} href="/">
        {words.notFound.toInbox}
      </Anchor>
    </Stack>
  )
}
