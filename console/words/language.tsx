import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react'
import { languageFor, localeFor, type Language, type Words } from './define-words.ts'

interface LanguageChoice {
  readonly language: Language
  /** For Intl. */
  readonly locale: string
  readonly choose: (language: Language) => void
}

const STORED = 'countersign.language'
const Chosen = createContext<LanguageChoice>({ language: 'en', locale: 'en-GB', choose: () => undefined })

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(() => languageFor(readStored(), navigator.languages))
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const choice = useMemo(
    () => ({
      language,
      locale: localeFor(language, navigator.languages),
      choose(next: Language) {
        store(next)
        setLanguage(next)
      },
    }),
    [language],
  )
  return <Chosen value={choice}>{children}</Chosen>
}

export function useLanguage(): LanguageChoice {
  return useContext(Chosen)
}

/** A catalogue in the reader's language. */
export function useWords<Catalogue>(words: Words<Catalogue>): Catalogue {
  return words[useLanguage().language]
}

/** Storage may be switched off; the language then lasts as long as the page. */
function readStored(): string | null {
  try {
    return localStorage.getItem(STORED)
  } catch {
    return null
  }
}

function store(language: Language): void {
  try {
    localStorage.setItem(STORED, language)
  } catch {
    // See above.
  }
}
