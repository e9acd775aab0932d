import { Anchor, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { policyQuery, type Policy } from '../../api/policy.ts'
import { CopyValue } from '../../parts/copy-value.tsx'
import { Fact, Facts } from '../../parts/facts.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { useWords } from '../../words/language.tsx'
import { DateTime } from '../../words/values.tsx'
import classes from './policy.module.css'
import { Rules } from './rules.tsx'
import { policyWords } from './words.ts'

/** The policy in force, readably and as it was written. */
export function Screen() {
  const words = useWords(policyWords)
  const { data: policy, error, refetch } = useQuery(policyQuery)
  return (
    <Stack gap="md" className={classes['page'] ?? ''}>
      <div>
        <PageHeading>{words.title}</PageHeading>
        <Text fz="0.9375rem" className={classes['dim'] ?? ''}>
          {words.lead}
        </Text>
      </div>
      {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
      {policy === undefined && error === null ? <Skeleton height={480} radius="md" /> : null}
      {policy === undefined ? null : <InForce policy={policy} />}
    </Stack>
  )
}

function InForce({ policy }: { readonly policy: Policy }) {
  const words = useWords(policyWords)
  return (
    <>
      <Facts>
        <Fact name={words.since}>
          <DateTime instant={policy.inForceSince} />
        </Fact>
        <Fact name={words.version}>{policy.version}</Fact>
        <Fact name={words.hash}>
          <code>{policy.hash}</code> <CopyValue name={words.hash} value={policy.hash} />
          <Text size="sm" className={classes['dim'] ?? ''}>
            {words.hashNote}
          </Text>
        </Fact>
      </Facts>
      <Rules document={policy.document} />
      <Sheet title={words.raw} aside={<CopyValue name={words.rawName} value={policy.yaml} />}>
        <pre className={classes['raw']} aria-label={words.raw}>
          {policy.yaml}
        </pre>
      </Sheet>
      <Sheet title={words.changes}>
        <Text size="sm">
        {words.changesText}{' '}
        <Anchor component={Link} href="/?view=waiting&type=policy-change" size="sm" underline="always">
          {words.toInbox}
        </Anchor>
        </Text>
      </Sheet>
    </>
  )
}
