import { Button } from '@mantine/core'
import { Notice } from '../parts/notice.tsx'
import { useWords } from '../words/language.tsx'
import { acknowledgeChange, useChangedFrom } from './changed-person.ts'
import { useSession } from './session.tsx'
import { shellWords } from './shell-words.ts'

/** Says that somebody else signed in, in another tab, and that this page is theirs now. */
export function ChangedPersonNotice() {
  const words = useWords(shellWords).changedPerson
  const { person } = useSession()
  const before = useChangedFrom()
  if (before === null) return null
  return (
    <Notice role="alert" title={words.title}>
      <p>
        <bdi>{words.body(person.name, before)}</bdi>
      </p>
      <div>
        <Button size="xs" variant="default" onClick={acknowledgeChange}>
          {words.understood}
        </Button>
      </div>
    </Notice>
  )
}
