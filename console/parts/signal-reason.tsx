import { useLanguage } from '../words/language.tsx'
import { reasonIn } from '../words/reason-words.ts'
import { LongText } from './long-text.tsx'

/** Why something was flagged, in the reader's language where it is known, else in the service's words. */
export function SignalReason({ reason }: { readonly reason: string }) {
  const { language } = useLanguage()
  const { text, lang } = reasonIn(language, reason)
  return (
    <span lang={lang}>
      <LongText>{text}</LongText>
    </span>
  )
}
