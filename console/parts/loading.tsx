import { Center, Loader } from '@mantine/core'
import { useWords } from '../words/language.tsx'
import { partWords } from './part-words.ts'

/** Where the form of what comes is not known yet; screens show skeletons of their own. */
export function Loading() {
  const words = useWords(partWords)
  return (
    <Center mih="40vh" role="status" aria-label={words.loading}>
      <Loader size="sm" type="dots" />
    </Center>
  )
}
