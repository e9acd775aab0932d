import { Stack, Tabs, Text } from '@mantine/core'
import { useSearchParams } from 'wouter'
import { PageHeading } from '../../parts/page-heading.tsx'
import { useWords } from '../../words/language.tsx'
import { Checkpoint } from './checkpoint.tsx'
import { Entries } from './entries.tsx'
import { Events } from './events.tsx'
import classes from './log.module.css'
import { Verify } from './verify.tsx'
import { logWords } from './words.ts'

const TABS = ['checkpoint', 'entries', 'events', 'verify'] as const

/** `/log`, `/log?tab=entries`, `/log?tab=verify&order=ord_…`. */
export function Screen() {
  const words = useWords(logWords)
  const [query, setQuery] = useSearchParams()
  const tab = TABS.find((one) => one === query.get('tab')) ?? 'checkpoint'
  return (
    <Stack gap="md">
      <div>
        <PageHeading>{words.title}</PageHeading>
        <Text fz="0.9375rem" className={classes['dim'] ?? ''}>
          {words.lead}
        </Text>
      </div>
      <Tabs value={tab} onChange={(next) => setQuery(next === null ? {} : { tab: next })} keepMounted={false}>
        <Tabs.List mb="md" className={classes['tabs'] ?? ''}>
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {words.tabs[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="checkpoint">
          <Checkpoint />
        </Tabs.Panel>
        <Tabs.Panel value="entries">
          <Entries />
        </Tabs.Panel>
        <Tabs.Panel value="events">
          <Events />
        </Tabs.Panel>
        <Tabs.Panel value="verify">
          <Verify order={query.get('order') ?? ''} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}
