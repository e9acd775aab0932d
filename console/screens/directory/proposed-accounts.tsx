import { Button, Fieldset, Group, Stack } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { EMPTY_ACCOUNT, type AccountDraft } from '../../parts/account-draft.ts'
import { AccountFields } from '../../parts/account-fields.tsx'
import { useWords } from '../../words/language.tsx'
import type { ErrorsAt } from './proposal.ts'
import { directoryWords } from './words.ts'

/** As many as the service takes. */
const MOST = 20
const FIELDS = ['iban', 'bic', 'otherId', 'otherScheme', 'otherBic', 'otherCountry', 'otherClearing'] as const

interface ProposedAccountsProps {
  readonly accounts: readonly AccountDraft[]
  readonly isList: boolean
  readonly errors: ErrorsAt
  readonly onChange: (accounts: AccountDraft[]) => void
}

export function ProposedAccounts({ accounts, isList, errors, onChange }: ProposedAccountsProps) {
  const { propose: words } = useWords(directoryWords)
  return (
    <>
      {accounts.map((account, at) => (
        <Fieldset key={at} legend={words.accountTitle(at + 1)}>
          <Stack gap="md">
            <AccountFields
              isVetted
              draft={account}
              errors={errorsOf(errors, at)}
              change={(changed) => onChange(accounts.with(at, { ...account, ...changed }))}
            />
            {accounts.length > 1 ? (
              <Group>
                <Button
                  variant="subtle"
                  color="gray"
                  size="compact-sm"
                  leftSection={<IconX size={14} aria-hidden />}
                  onClick={() => onChange(accounts.toSpliced(at, 1))}
                >
                  {words.remove(words.accountTitle(at + 1))}
                </Button>
              </Group>
            ) : null}
          </Stack>
        </Fieldset>
      ))}
      {isList && accounts.length < MOST ? (
        <Group>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...accounts, EMPTY_ACCOUNT])}
          >
            {words.addAccount}
          </Button>
        </Group>
      ) : null}
    </>
  )
}

function errorsOf(errors: ErrorsAt, at: number): Partial<Record<keyof AccountDraft, string>> {
  return Object.fromEntries(
    FIELDS.flatMap((field) => {
      const error = errors.get(`accounts[${at}].${field}`)
      return error === undefined ? [] : [[field, error]]
    }),
  )
}
