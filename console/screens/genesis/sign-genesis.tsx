import { Button, Group, Stack, Text } from '@mantine/core'
import { browserSupportsWebAuthn } from '@simplewebauthn/browser'
import { useMutation } from '@tanstack/react-query'
import { IconKey } from '@tabler/icons-react'
import { confirmGenesis } from '../../api/keys.ts'
import { Fingerprint } from '../../parts/fingerprint.tsx'
import { webAuthnMissing } from '../../parts/key-failure.ts'
import { KeyFailureNotice } from '../../parts/key-failure-notice.tsx'
import { usePersonName } from '../../parts/use-person-name.ts'
import { useKey } from '../../signing/use-key.ts'
import { useWords } from '../../words/language.tsx'
import type { CheckedGenesis } from './ask-statement.ts'
import classes from './genesis.module.css'
import { genesisWords } from './words.ts'

interface SignGenesisProps {
  readonly checked: CheckedGenesis
  readonly onSigned: (confirmedAt: string | null) => void
  readonly onBack: () => void
}

export function SignGenesis({ checked, onSigned, onBack }: SignGenesisProps) {
  const words = useWords(genesisWords)
  const personName = usePersonName()
  const key = useKey()
  const { members } = checked
  const said = (name: string): string => String(members[name])
  const sign = useMutation({
    mutationFn: async () => {
      if (!browserSupportsWebAuthn()) throw webAuthnMissing()
      const credential = await key.authenticate(checked.publicKey)
      return confirmGenesis(checked.challengeId, credential)
    },
    onSuccess: ({ confirmedAt }) => onSigned(confirmedAt),
  })
  return (
    <Stack gap="md">
      <Text>
        <bdi>{words.checkLead(personName(said('confirmedPersonId')))}</bdi>
      </Text>
      <Fingerprint value={said('confirmedFingerprint')} />
      <dl className={classes['facts']}>
        <Fact name={words.person} value={`${personName(said('confirmedPersonId'))} (${said('confirmedPersonId')})`} />
        <Fact name={words.key} value={said('confirmedKeyId')} />
        <Fact name={words.organisation} value={said('genesisDigest')} />
        <Fact name={words.installation} value={said('rpId')} />
      </dl>
      <details className={classes['details']}>
        <summary>{words.all}</summary>
        <pre className={classes['json']}>
          <bdi>{JSON.stringify(members, null, 2)}</bdi>
        </pre>
      </details>
      {sign.isError ? <KeyFailureNotice error={sign.error} /> : null}
      <Group gap="sm">
        <Button loading={sign.isPending} leftSection={<IconKey size={18} aria-hidden />} onClick={() => sign.mutate()}>
          {words.sign}
        </Button>
        <Button variant="default" onClick={onBack}>
          {words.back}
        </Button>
      </Group>
      <Text size="sm" role="status" className={classes['dim'] ?? ''}>
        {sign.isPending ? words.waiting : ''}
      </Text>
    </Stack>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  )
}
