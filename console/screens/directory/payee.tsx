import { Alert, Anchor, Button, Group, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconEyeOff } from '@tabler/icons-react'
import { Link, useParams, useSearchParams } from 'wouter'
import { counterpartyQuery } from '../../api/directory.ts'
import { proposeAccount, proposeContact, type Payee } from '../../api/payees.ts'
import { useSession } from '../../app/session.tsx'
import { Fact, Facts } from '../../parts/facts.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { useWords } from '../../words/language.tsx'
import { Accounts } from './accounts.tsx'
import { Changes } from './changes.tsx'
import { Contacts } from './contacts.tsx'
import classes from './directory.module.css'
import { ProposalForm } from './proposal-form.tsx'
import { Provenance, VettedBy } from './provenance.tsx'
import { RemovalForm } from './removal-form.tsx'
import { directoryWords } from './words.ts'

/** `/directory/:id`, with `?account` or `?contact` while one is proposed, `?remove=acc_…` while one is to go off file. */
export function Screen() {
  const words = useWords(directoryWords)
  const { id } = useParams<{ id: string }>()
  // What was put on file a minute ago must be seen here.
  const { data: payee, error, refetch } = useQuery({ ...counterpartyQuery(id), staleTime: 10_000 })
  return (
    <Stack gap="md">
      <div className={classes['heading']}>
        <Anchor component={Link} href="/directory" size="sm">
          {words.back}
        </Anchor>
        <PageHeading>{payee?.name ?? words.title}</PageHeading>
      </div>
      {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
      {payee === undefined && error === null ? <Skeleton height={320} radius="md" /> : null}
      {payee === undefined ? null : <OnFile payee={payee} />}
    </Stack>
  )
}

function OnFile({ payee }: { readonly payee: Payee }) {
  const words = useWords(directoryWords)
  const [query, setQuery] = useSearchParams()
  const proposing = query.has('account') ? 'account' : query.has('contact') ? 'contact' : null
  const removing = query.get('remove')
  const { roles } = useSession().person
  const onRemove = roles.includes('directory_editor') ? (id: string) => setQuery({ remove: id }) : null
  const isMasked =
    payee.accounts.some(({ identification }) => identification === null) ||
    payee.contacts.some(({ value }) => value === null)

  return (
    <>
      {isMasked ? (
        <Alert variant="default" icon={<IconEyeOff aria-hidden />}>
          {words.maskedWhy}
        </Alert>
      ) : null}
      <Facts>
        <Fact name={words.provenance}>
          <Provenance value={payee.provenance} isMasked={isMasked} />
        </Fact>
        <Fact name={words.vettedBy}>
          <VettedBy changeId={payee.vettedBy} />
        </Fact>
        <Fact name={words.id}>{payee.id}</Fact>
      </Facts>
      {proposing === null ? null : (
        <ProposalForm
          key={proposing}
          title={words.propose[proposing]}
          asks={{
            name: false,
            accounts: proposing === 'account' ? 'one' : 'none',
            contacts: proposing === 'contact' ? 'one' : 'none',
          }}
          propose={({ accounts: [account], contacts: [contact], provenance, requestedBy }) =>
            contact === undefined
              ? proposeAccount(payee.id, { account: account ?? {}, provenance, requestedBy })
              : proposeContact(payee.id, { ...contact, provenance, requestedBy })
          }
          onClose={() => setQuery({})}
        />
      )}
      {removing === null ? null : (
        <RemovalForm key={removing} payee={payee} id={removing} onClose={() => setQuery({})} />
      )}
      <div className={classes['columns']}>
        <Sheet
          title={words.accounts}
          aside={
            <Button variant="subtle" size="compact-sm" onClick={() => setQuery({ account: '' })}>
              {words.propose.account}
            </Button>
          }
        >
          <Accounts accounts={payee.accounts} onRemove={onRemove} />
        </Sheet>
        <Sheet
          title={words.contacts}
          aside={
            <Group>
              <Button variant="subtle" size="compact-sm" onClick={() => setQuery({ contact: '' })}>
                {words.propose.contact}
              </Button>
            </Group>
          }
        >
          <Contacts contacts={payee.contacts} isMasked={isMasked} onRemove={onRemove} />
        </Sheet>
      </div>
      <Changes name={payee.name} />
    </>
  )
}
