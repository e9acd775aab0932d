import { Button, Group, Tabs } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { Notice } from '../../parts/notice.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { useWords } from '../../words/language.tsx'
import { HoldList } from './hold-list.tsx'
import classes from './holds.module.css'
import { NAMED_SCOPES, PlaceForm } from './place-form.tsx'
import { holdsWords } from './words.ts'

const VIEWS = ['active', 'lifted'] as const

/** `/holds`; `?scope=order&target=ord_…` opens the form with both filled in. */
export function Screen() {
  const words = useWords(holdsWords)
  const [query] = useSearchParams()
  const scope = NAMED_SCOPES.find((one) => one === query.get('scope'))
  const [form, setForm] = useState<'closed' | 'open' | 'placed'>(scope === undefined ? 'closed' : 'open')
  const [view, setView] = useState<(typeof VIEWS)[number]>('active')
  return (
    <>
      <Group justify="space-between" align="center">
        <PageHeading>{words.title}</PageHeading>
        {form === 'open' ? null : (
          <Button leftSection={<IconLock size={18} aria-hidden />} onClick={() => setForm('open')}>
            {words.place}
          </Button>
        )}
      </Group>
      <p className={classes['lead']}>{words.lead}</p>
      {form === 'open' ? (
        <PlaceForm
          named={{ scope: scope ?? 'order', target: scope === undefined ? null : query.get('target') }}
          onPlaced={() => setForm('placed')}
          onLeave={() => setForm('closed')}
        />
      ) : null}
      {form === 'placed' ? (
        <Notice tone="good" role="status">
          <p>{words.placed}</p>
        </Notice>
      ) : null}
      <Tabs
        mt="lg"
        value={view}
        keepMounted={false}
        onChange={(value) => setView(VIEWS.find((one) => one === value) ?? 'active')}
      >
        <Tabs.List aria-label={words.title}>
          {VIEWS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {words.views[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={view}>
          <HoldList state={view} />
          <p className={classes['note']}>{words.notSaid}</p>
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
