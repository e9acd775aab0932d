import { Button, Container, Stack } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { useWords } from '../words/language.tsx'
import { partWords } from './part-words.ts'
import { ProblemNotice } from './problem-notice.tsx'

interface Caught {
  readonly error: unknown
}

/** A screen that breaks, or whose file a new version has replaced, says so instead of leaving a blank page. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, Caught> {
  override state: Caught = { error: null }

  static getDerivedStateFromError(error: unknown): Caught {
    return { error: error ?? new Error('nothing was thrown') }
  }

  override render(): ReactNode {
    const { error } = this.state
    return error === null ? this.props.children : <Broken error={error} />
  }
}

function Broken({ error }: Caught) {
  const words = useWords(partWords)
  return (
    <Container size="xs" py="xl">
      <Stack>
        <ProblemNotice error={error} />
        <Button onClick={() => location.reload()}>{words.reload}</Button>
      </Stack>
    </Container>
  )
}
