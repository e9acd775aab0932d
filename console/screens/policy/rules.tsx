import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { organisationQuery } from '../../api/installation.ts'
import type { Policy } from '../../api/policy.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { formatAmount } from '../../words/format.ts'
import { useLanguage, useWords } from '../../words/language.tsx'
import { signalLabel, signalWords } from '../../words/signal-words.ts'
import { subjectWords } from '../../words/subject-words.ts'
import classes from './policy.module.css'
import { readDocument, type ShownPolicy, type ShownRelaxation, type ShownRule } from './read-document.ts'
import { tellDuration, tellSpec } from './tell-spec.ts'
import { policyWords } from './words.ts'

export function Rules({ document }: Pick<Policy, 'document'>) {
  const words = useWords(policyWords)
  const shown = readDocument(document)
  return (
    <>
      <Sheet title={words.base}>
        <Specs specs={shown.base} />
      </Sheet>
      <Sheet title={words.add}>
        {shown.add.length === 0 ? <Text size="sm">{words.addNone}</Text> : null}
        <Entries>
          {shown.add.map((rule) => (
            <AddRule key={rule.id} rule={rule} />
          ))}
        </Entries>
      </Sheet>
      <Sheet title={words.relax}>
        <Text size="sm" mb="sm" className={classes['dim'] ?? ''}>
          {shown.relax.length === 0 ? words.relaxNone : words.relaxNote}
        </Text>
        <Entries>
          {shown.relax.map((rule) => (
            <RelaxRule key={rule.id} rule={rule} />
          ))}
        </Entries>
      </Sheet>
      <Limits shown={shown} />
    </>
  )
}

function Limits({ shown }: { readonly shown: ShownPolicy }) {
  const words = useWords(policyWords)
  const { locale } = useLanguage()
  const { data } = useQuery(organisationQuery)
  const { line } = shown
  const dimensions: Readonly<Record<string, string>> = words.per
  return (
    <Sheet title={words.limits}>
      <Facts>
        {line === null ? null : (
          <Fact name={words.line}>
            {words.lineText(
              `${data?.baseCurrency ?? ''} ${formatAmount(locale, line.amount)}`.trim(),
              tellDuration(locale, line.window),
            )}
            {': '}
            {line.per.map((one) => dimensions[one] ?? one).join(', ')}
          </Fact>
        )}
        <Fact name={words.expire}>{tellDuration(locale, shown.expire)}</Fact>
        <Fact name={words.keyAdministrators}>{shown.keyAdministrators}</Fact>
        <Fact name={words.instructorCounts}>{shown.instructorCounts ? words.yes : words.no}</Fact>
        {shown.unknown.map((name) => (
          <Fact key={name} name={name}>
            …
          </Fact>
        ))}
      </Facts>
    </Sheet>
  )
}

function AddRule({ rule }: { readonly rule: ShownRule }) {
  const words = useWords(policyWords)
  return (
    <li>
      <h3 className={classes['rule']}>
        <bdi>{rule.id}</bdi>
      </h3>
      <Facts>
        {rule.when === null ? null : (
          <Fact name={words.when}>
            <code>{rule.when}</code>
          </Fact>
        )}
        {rule.anySignal.length === 0 ? null : (
          <Fact name={words.anySignal}>
            <Signals codes={rule.anySignal} />
          </Fact>
        )}
        {rule.when === null && rule.anySignal.length === 0 ? <Fact name={words.when}>{words.always}</Fact> : null}
        <Fact name={words.asks}>
          <Specs specs={rule.require} />
        </Fact>
      </Facts>
    </li>
  )
}

function RelaxRule({ rule }: { readonly rule: ShownRelaxation }) {
  const words = useWords(policyWords)
  const { requirements } = useWords(subjectWords)
  const names: Readonly<Record<string, string>> = requirements
  return (
    <li>
      <h3 className={classes['rule']}>
        <bdi>{rule.id}</bdi>
      </h3>
      <Facts>
        <Fact name={words.when}>
          <code>{rule.when}</code>
        </Fact>
        <Fact name={words.allow}>
          {rule.allow.length === 0 ? words.none : <Signals codes={rule.allow} />}
        </Fact>
        <Fact name={words.drop}>{rule.drop.map((kind) => names[kind] ?? kind).join(', ') || words.none}</Fact>
        {rule.approval === null ? null : (
          <Fact name={words.instead}>
            <Specs specs={[{ kind: 'approval', ...rule.approval }]} />
          </Fact>
        )}
      </Facts>
    </li>
  )
}

function Specs({ specs }: { readonly specs: readonly Readonly<Record<string, unknown>>[] }) {
  const words = useWords(policyWords)
  const { locale } = useLanguage()
  return (
    <ul className={classes['specs']}>
      {specs.map((spec, index) => (
        <li key={index}>{tellSpec(words, spec, (iso) => tellDuration(locale, iso))}</li>
      ))}
    </ul>
  )
}

function Signals({ codes }: { readonly codes: readonly string[] }) {
  const labels = useWords(signalWords)
  return <>{codes.map((code) => signalLabel(labels, code)).join(', ')}</>
}

function Entries({ children }: { readonly children: ReactNode }) {
  return <ul className={classes['entries']}>{children}</ul>
}
