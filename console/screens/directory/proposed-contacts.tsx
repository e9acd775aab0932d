import { Button, Fieldset, Group, NativeSelect, Select, Text } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { TextField } from '../../parts/text-field.tsx'
import { useWords } from '../../words/language.tsx'
import classes from './directory.module.css'
import { emptyContact, type ContactDraft, type ErrorsAt } from './proposal.ts'
import { directoryWords } from './words.ts'

/** As many as the service takes. */
const MOST = 20
const ZONES = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])]

interface ProposedContactsProps {
  readonly contacts: readonly ContactDraft[]
  readonly isList: boolean
  readonly errors: ErrorsAt
  readonly onChange: (contacts: ContactDraft[]) => void
}

export function ProposedContacts({ contacts, isList, errors, onChange }: ProposedContactsProps) {
  const { propose: words } = useWords(directoryWords)
  return (
    <>
      {contacts.map((contact, at) => (
        <Fieldset key={at} legend={words.contactTitle(at + 1)}>
          <ContactFields
            contact={contact}
            errorAt={(field) => errors.get(`contacts[${at}].${field}`)}
            change={(changed) => onChange(contacts.with(at, { ...contact, ...changed }))}
          />
          {isList ? (
            <Button
              mt="sm"
              variant="subtle"
              color="gray"
              size="compact-sm"
              leftSection={<IconX size={14} aria-hidden />}
              onClick={() => onChange(contacts.toSpliced(at, 1))}
            >
              {words.remove(words.contactTitle(at + 1))}
            </Button>
          ) : null}
        </Fieldset>
      ))}
      {isList && contacts.length < MOST ? (
        <Group>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...contacts, emptyContact()])}
          >
            {words.addContact}
          </Button>
          {contacts.length === 0 ? (
            <Text size="sm" className={classes['lead'] ?? ''}>
              {words.contactsNote}
            </Text>
          ) : null}
        </Group>
      ) : null}
    </>
  )
}

interface ContactFieldsProps {
  readonly contact: ContactDraft
  readonly errorAt: (field: keyof ContactDraft) => string | undefined
  readonly change: (changed: Partial<ContactDraft>) => void
}

function ContactFields({ contact, errorAt, change }: ContactFieldsProps) {
  const { propose: words, kinds } = useWords(directoryWords)
  return (
    <div className={classes['fields']}>
      <NativeSelect
        label={words.kind}
        value={contact.kind}
        error={errorAt('kind')}
        onChange={({ currentTarget: { value } }) => change({ kind: value === 'email' ? 'email' : 'phone' })}
        data={[
          { value: 'phone', label: kinds.phone },
          { value: 'email', label: kinds.email },
        ]}
      />
      <TextField
        label={words.value[contact.kind]}
        description={words.valueHint[contact.kind]}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        type={contact.kind === 'phone' ? 'tel' : 'email'}
        required
        maxLength={254}
        value={contact.value}
        error={errorAt('value')}
        onChange={(value) => change({ value })}
      />
      <Select
        label={words.zone}
        required
        searchable
        limit={50}
        value={contact.timeZone}
        error={errorAt('timeZone')}
        onChange={(zone) => change({ timeZone: zone ?? '' })}
        data={ZONES}
      />
    </div>
  )
}
