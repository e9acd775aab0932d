import { PageHeading } from '../../parts/page-heading.tsx'
import { useWords } from '../../words/language.tsx'
import { AddKey } from './add-key.tsx'
import { KeyList } from './key-list.tsx'
import classes from './keys.module.css'
import { SessionList } from './session-list.tsx'
import { keysWords } from './words.ts'

export function Screen() {
  const words = useWords(keysWords)
  return (
    <div className={classes['page']}>
      <PageHeading>{words.title}</PageHeading>
      <KeyList />
      <AddKey />
      <SessionList />
    </div>
  )
}
