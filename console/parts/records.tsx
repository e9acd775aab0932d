import { Button, Center, Skeleton, VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import { defineWords } from '../words/define-words.ts'
import { useWords } from '../words/language.tsx'
import type { Portion } from './portion.ts'
import { ProblemNotice } from './problem-notice.tsx'
import classes from './records.module.css'

const recordWords = defineWords({
  en: { more: 'Show more', shown: (n: number) => (n === 1 ? '1 item' : `${n} items`) },
  de: { more: 'Mehr anzeigen', shown: (n: number) => (n === 1 ? '1 Eintrag' : `${n} Einträge`) },
})

interface RecordsProps<Item> {
  readonly list: Portion<Item>
  readonly label: string
  /** What is shown where there is nothing. */
  readonly empty: ReactNode
  readonly keyOf: (item: Item) => string
  readonly children: (item: Item) => ReactNode
}

/** A list of whatever kind: while it loads, when it fails, when it is empty, and the rest of it on request. */
export function Records<Item>({ list, label, empty, keyOf, children }: RecordsProps<Item>) {
  const words = useWords(recordWords)
  const { items, error, retry } = list
  return (
    <>
      {error === null ? null : (
        <div className={classes['problem']}>
          <ProblemNotice error={error} {...(retry === undefined ? {} : { retry })} />
        </div>
      )}
      {items === undefined && error === null ? <Skeletons /> : null}
      {items === undefined ? null : <VisuallyHidden role="status">{words.shown(items.length)}</VisuallyHidden>}
      {items?.length === 0 && error === null ? empty : null}
      {items === undefined || items.length === 0 ? null : (
        <ul className={classes['rows']} aria-label={label}>
          {items.map((item) => (
            <li key={keyOf(item)}>{children(item)}</li>
          ))}
        </ul>
      )}
      {list.more === undefined ? null : (
        <Center p="md" className={classes['more'] ?? ''}>
          <Button variant="default" loading={list.isFetchingMore} onClick={list.more}>
            {words.more}
          </Button>
        </Center>
      )}
    </>
  )
}

function Skeletons() {
  return (
    <div className={classes['skeletons']} aria-hidden>
      {[62, 48, 71, 55].map((width) => (
        <div key={width} className={classes['skeleton']}>
          <Skeleton height={14} width={`${width}%`} />
          <Skeleton height={10} width={`${width / 2}%`} mt={8} />
        </div>
      ))}
    </div>
  )
}
