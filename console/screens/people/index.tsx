import { Stack, Tabs } from '@mantine/core'
import { useSearchParams } from 'wouter'
import { PageHeading } from '../../parts/page-heading.tsx'
import { useWords } from '../../words/language.tsx'
import { Changes } from './changes.tsx'
import { Clients } from './clients.tsx'
import { Groups } from './groups.tsx'
import classes from './people.module.css'
import { PersonList } from './person-list.tsx'
import { Webhooks } from './webhooks.tsx'
import { peopleWords } from './words.ts'

const TABS = ['people', 'groups', 'clients', 'webhooks'] as const

/** `/people`, `/people?tab=groups`. */
export function Screen() {
  const words = useWords(peopleWords)
  const [query, setQuery] = useSearchParams()
  const tab = TABS.find((one) => one === query.get('tab')) ?? 'people'
  return (
    <Stack gap="md">
      <PageHeading>{words.title}</PageHeading>
      <Tabs value={tab} onChange={(next) => setQuery(next === null ? {} : { tab: next })} keepMounted={false}>
        <Tabs.List mb="md" className={classes['tabs'] ?? ''}>
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {words.tabs[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="people">
          <PersonList />
        </Tabs.Panel>
        <Tabs.Panel value="groups">
          <Groups />
        </Tabs.Panel>
        <Tabs.Panel value="clients">
          <Clients />
        </Tabs.Panel>
        <Tabs.Panel value="webhooks">
          <Webhooks />
        </Tabs.Panel>
      </Tabs>
      <Changes />
    </Stack>
  )
}
