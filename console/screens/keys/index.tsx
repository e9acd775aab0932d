import { useSession } from '../../app/session.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { useWords } from '../../words/language.tsx'
import { AddKey } from './add-key.tsx'
import { KeyList } from './key-list.tsx'
import classes from './keys.module.css'
import { SessionList } from './session-list.tsx'
import { keysWords } from './words.ts'

export function Screen() {
  const words = useWords(keysWords)
  const { key } = useSession()
  return (
    <div className={classes['page']}>
      <PageHeading>{words.title}</PageHeading>
      <KeyList />
      {key.state === 'pending' ? null : <AddKey />}
      <SessionList />
    </div>
  )
}
