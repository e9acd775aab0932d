import type { Worksheet } from '../../api/calls.ts'
import { Panel } from '../../parts/panel.tsx'
import { useWords } from '../../words/language.tsx'
import classes from './call.module.css'
import { callWords } from './words.ts'

/** What to say, and what never to. Nothing here knows the amount: the caller does not need it. */
export function ScriptCard({ ask, neverSay }: Pick<Worksheet, 'ask' | 'neverSay'>) {
  const words = useWords(callWords)
  const known: Readonly<Record<string, string>> = words.neverSay
  return (
    <>
      <Panel title={words.script}>
        <p className={classes['rule']}>{words.theyState}</p>
        <ol className={classes['script']}>
          {words.scriptLines.map((line) => (
            <li key={line}>{line}</li>
          ))}
          {ask.includes('amount') ? <li>{words.askAmount}</li> : null}
          {ask.includes('accountLast4') ? <li>{words.askEnding}</li> : null}
          <li>{words.scriptEnd}</li>
        </ol>
      </Panel>
      <Panel title={words.never} tone="stopped">
        <ul className={classes['never']}>
          {neverSay.map((what) => (
            <li key={what}>{known[what] ?? what}</li>
          ))}
          <li>{words.neverMore}</li>
        </ul>
      </Panel>
    </>
  )
}
