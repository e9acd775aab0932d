import { defineWords } from '../words/define-words.ts'
import { useWords } from '../words/language.tsx'
import { Amount } from '../words/values.tsx'
import classes from './payment-summary.module.css'

const exactWords = defineWords({ en: { signed: 'Signed as' }, de: { signed: 'Unterschrieben als' } })

/** An amount as people write it, and the exact string that is signed. */
export function ExactAmount({ value, currency }: { readonly value: string; readonly currency: string }) {
  const words = useWords(exactWords)
  return (
    <>
      <Amount value={value} currency={currency} />
      <span className={classes['exact']}>
        {words.signed} {currency} {value}
      </span>
    </>
  )
}
