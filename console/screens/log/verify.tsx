import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { IconDownload } from '@tabler/icons-react'
import { useState, type SubmitEvent } from 'react'
import { readBundle, readTrust } from '../../api/log.ts'
import { CopyValue } from '../../parts/copy-value.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { TextField } from '../../parts/text-field.tsx'
import { useWords } from '../../words/language.tsx'
import classes from './log.module.css'
import { saveFile } from './save-file.ts'
import { logWords } from './words.ts'

/** The bundle of one order, and how to check it without us. */
export function Verify({ order }: { readonly order: string }) {
  const { verify: words } = useWords(logWords)
  const [typed, setTyped] = useState(order)
  const id = typed.trim()
  const bundleName = `bundle-${/^[\w-]{1,64}$/.test(id) ? id : 'ord_…'}.json`
  const bundle = useMutation({
    mutationFn: () => readBundle(id),
    onSuccess: (text) => saveFile(bundleName, text),
  })
  const trust = useMutation({ mutationFn: readTrust, onSuccess: (text) => saveFile('trust.json', text) })
  const command = `npx countersign verify ${bundleName} --trust trust.json`
  const [firstStep, secondStep, thirdStep] = words.steps
  function fetchBundle(event: SubmitEvent) {
    event.preventDefault()
    if (id !== '') bundle.mutate()
  }

  return (
    <Stack gap="md" className={classes['page'] ?? ''}>
      <Sheet title={words.title}>
        <form onSubmit={fetchBundle}>
          <Stack gap="md">
            <Text size="sm">{words.lead}</Text>
            {bundle.isError ? <ProblemNotice error={bundle.error} /> : null}
            {trust.isError ? <ProblemNotice error={trust.error} /> : null}
            <TextField
              label={words.order}
              description={words.orderHint}
              required
              spellCheck={false}
              maxLength={64}
              value={typed}
              onChange={setTyped}
            />
            <Text size="sm" className={classes['dim'] ?? ''}>
              {words.forAuditors}
            </Text>
            <Group>
              <Button type="submit" loading={bundle.isPending} leftSection={<IconDownload size={18} aria-hidden />}>
                {words.bundle}
              </Button>
              <Button variant="default" loading={trust.isPending} onClick={() => trust.mutate()}>
                {words.trust}
              </Button>
            </Group>
            <Text size="sm" role="status" className={classes['status'] ?? ''}>
              {bundle.isSuccess ? words.done(bundleName) : ''} {trust.isSuccess ? words.done('trust.json') : ''}
            </Text>
          </Stack>
        </form>
      </Sheet>
      <Sheet title={words.how}>
        <ol className={classes['steps']}>
          <li>
            {firstStep} {words.trustHint}
          </li>
          <li>
            {secondStep}
            <span className={classes['command']}>
              <code>{command}</code>
              <CopyValue name={words.command} value={command} />
            </span>
          </li>
          <li>{thirdStep}</li>
        </ol>
      </Sheet>
    </Stack>
  )
}
