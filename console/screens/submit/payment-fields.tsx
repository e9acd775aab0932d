import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { organisationQuery } from '../../api/installation.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { TextField } from '../../parts/text-field.tsx'
import { useWords } from '../../words/language.tsx'
import { Amount } from '../../words/values.tsx'
import { amountExample } from './amount-example.ts'
import type { FieldsProps } from './field-props.ts'
import classes from './submit.module.css'
import { submitWords } from './words.ts'

interface PaymentFieldsProps extends FieldsProps {
  /** An order keeps its number, and what it took the place of. */
  readonly isNew: boolean
}

export function PaymentFields({ draft, errors, change, isNew }: PaymentFieldsProps) {
  const words = useWords(submitWords).payment
  const { data, error, refetch } = useQuery(organisationQuery)
  const accounts = data?.originatingAccounts ?? []
  const entityName = (id: string) => data?.entities.find((one) => one.id === id)?.name ?? id
  const isAmount = /^\d+(?:\.\d+)?$/.test(draft.amount.trim())

  return (
    <Sheet title={words.title}>
      <div className={classes['fields']}>
        {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
        <NativeSelect
          label={words.from}
          required
          value={draft.originatingAccount}
          error={errors.originatingAccount}
          onChange={({ currentTarget: { value } }) => {
            const chosen = accounts.find(({ id }) => id === value)
            // What it is held in is most often what is paid; it stays a field of its own.
            change({ originatingAccount: value, ...(draft.currency === '' && { currency: chosen?.currency ?? '' }) })
          }}
          data={[
            { value: '', label: words.choose },
            ...accounts.map(({ id, entity, currency, iban }) => ({
              value: id,
              label: `${entityName(entity)} · ${currency} · ${iban}`,
            })),
          ]}
        />
        <div className={classes['money']}>
          <TextField
            label={words.amount}
            description={words.amountHint(amountExample(draft.currency))}
            required={isNew}
            inputMode="decimal"
            maxLength={40}
            classNames={{ input: classes['figures'] ?? '' }}
            value={draft.amount}
            error={errors.amount}
            onChange={(amount) => change({ amount })}
          />
          <TextField
            label={words.currency}
            description="ISO 4217"
            required
            maxLength={3}
            value={draft.currency}
            error={errors.currency}
            onChange={(typed) => change({ currency: typed.toUpperCase() })}
          />
        </div>
        <p className={classes['reads']} aria-live="polite">
          {isAmount && draft.currency.length === 3 ? (
            <>
              {words.reads} <Amount value={draft.amount.trim()} currency={draft.currency} />
            </>
          ) : null}
        </p>
        <div className={classes['pair']}>
          <TextInput
            label={words.date}
            type="date"
            required
            value={draft.executionDate}
            error={errors.executionDate}
            onChange={({ currentTarget }) => change({ executionDate: currentTarget.value })}
          />
          {isNew ? (
            <TextField
              label={words.externalId}
              description={words.externalIdHint}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              required
              maxLength={100}
              value={draft.externalId}
              error={errors.externalId}
              onChange={(externalId) => change({ externalId })}
            />
          ) : null}
        </div>
        <TextField
          label={words.reference}
          description={words.referenceHint}
          maxLength={200}
          value={draft.reference}
          error={errors.reference}
          onChange={(reference) => change({ reference })}
        />
        {isNew ? (
          <TextField
            label={words.supersedes}
            description={words.supersedesHint}
            maxLength={64}
            value={draft.supersedes}
            error={errors.supersedes}
            onChange={(supersedes) => change({ supersedes })}
          />
        ) : null}
      </div>
    </Sheet>
  )
}
