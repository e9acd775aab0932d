import { Alert, Stack, Tabs } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { useSession } from '../../app/session.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { useWords } from '../../words/language.tsx'
import { OnePayment } from './one-payment.tsx'
import { PaymentFile } from './payment-file.tsx'
import { submitWords } from './words.ts'

/** `/submit`, `/submit?file`, `/submit?supersedes=ord_…`. */
export function Screen() {
  const words = useWords(submitWords)
  const { person } = useSession()
  const [query, setQuery] = useSearchParams()
  // Another form has another key.
  const [form, setForm] = useState(0)
  const another = () => {
    scrollTo(0, 0)
    setForm(form + 1)
  }

  return (
    <Stack gap="md">
      <PageHeading>{words.title}</PageHeading>
      {person.roles.includes('requester') ? null : (
        <Alert variant="default" icon={<IconInfoCircle aria-hidden />}>
          {words.notRequester}
        </Alert>
      )}
      <Tabs
        value={query.has('file') ? 'file' : 'one'}
        onChange={(value) => setQuery(value === 'file' ? { file: '' } : {}, { replace: true })}
        // What was typed in one of them is not lost by a look at the other.
        keepMounted
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="one">{words.tabs.one}</Tabs.Tab>
          <Tabs.Tab value="file">{words.tabs.file}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="one">
          <OnePayment key={form} supersedes={query.get('supersedes') ?? ''} onAnother={another} />
        </Tabs.Panel>
        <Tabs.Panel value="file">
          <PaymentFile key={form} onAnother={another} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}
