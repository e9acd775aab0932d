import { Button, CopyButton, Stack, Text } from '@mantine/core'
import type { Worksheet } from '../../api/calls.ts'
import { OutsideText } from '../../parts/outside-text.tsx'
import { Panel } from '../../parts/panel.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useLanguage, useWords } from '../../words/language.tsx'
import { formatDay } from '../../words/format.ts'
import { Name, RelativeTime } from '../../words/values.tsx'
import { windowNow } from './call-window.ts'
import classes from './call.module.css'
import { dialledNumber } from './phone-number.ts'
import { callWords } from './words.ts'

/** Whom to ring: the number, whose it is, how we know, and what time it is there. */
export function CalleeCard({ worksheet }: { readonly worksheet: Worksheet }) {
  const words = useWords(callWords)
  const { locale } = useLanguage()
  const { contact, callee, calleeName } = worksheet
  const number = dialledNumber(contact.number)
  const country = number.country === null ? null : countryName(locale, number.country)
  return (
    <Panel title={words.ring} takesFocus>
      <Stack gap="md">
        <div>
          <div className={classes['dial']}>
            <p className={classes['number']}>
              <bdi>{number.international}</bdi>
            </p>
            <CopyButton value={contact.number}>
              {({ copied, copy }) => (
                <Button size="compact-sm" variant="default" onClick={copy} aria-live="polite">
                  {copied ? words.copied : words.copy}
                </Button>
              )}
            </CopyButton>
          </div>
          {number.national === null || country === null ? null : (
            <Text size="sm" className={classes['dim'] ?? ''}>
              {words.national(number.national, country)}
            </Text>
          )}
        </div>
        <dl className={classes['facts']}>
          <div>
            <dt>{words.callee[callee]}</dt>
            <dd>
              <Name>{calleeName === '' ? '–' : calleeName}</Name>
            </dd>
          </div>
          <div>
            <dt>{words.timeThere}</dt>
            <dd>
              <TimeThere worksheet={worksheet} />
            </dd>
          </div>
          <div>
            <dt>{words.onFile}</dt>
            <dd>
              {formatDay(locale, contact.verifiedAt.slice(0, 10))} (<RelativeTime instant={contact.verifiedAt} />)
            </dd>
          </div>
          <div>
            <dt>{words.provenance}</dt>
            <dd>
              <OutsideText>{contact.provenance}</OutsideText>
            </dd>
          </div>
        </dl>
      </Stack>
    </Panel>
  )
}

function TimeThere({ worksheet: { window } }: { readonly worksheet: Worksheet }) {
  const words = useWords(callWords)
  const there = windowNow(window, useNow(10_000))
  if (there === null) return words.zoneUnknown
  return (
    <>
      {words.days[there.weekday - 1]}, {there.local}{' '}
      <span className={classes['window']} data-inside={there.isInside}>
        {there.isInside ? words.inside : words.outside}
      </span>
      <Text size="sm" className={classes['dim'] ?? ''}>
        {words.hours(window.from, window.to)} ({window.timeZone})
      </Text>
    </>
  )
}

function countryName(locale: string, country: string): string {
  return new Intl.DisplayNames(locale, { type: 'region' }).of(country) ?? country
}
