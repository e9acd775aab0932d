import { ScreenToCome } from '../../parts/screen-to-come.tsx'
import { defineWords } from '../../words/define-words.ts'
import { useWords } from '../../words/language.tsx'

const words = defineWords({ en: { title: 'Submit a payment' }, de: { title: 'Zahlung einreichen' } })

export function Screen() {
  return <ScreenToCome title={useWords(words).title} />
}
