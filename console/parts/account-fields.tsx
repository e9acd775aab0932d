import { Radio } from '@mantine/core'
import { useWords } from '../words/language.tsx'
import type { AccountDraft } from './account-draft.ts'
import classes from './account-fields.module.css'
import { accountWords } from './account-words.ts'
import { IbanInput } from './iban-input.tsx'
import { TextField } from './text-field.tsx'

interface AccountFieldsProps {
  readonly draft: AccountDraft
  readonly errors: Partial<Record<keyof AccountDraft, string>>
  readonly change: (changed: Partial<AccountDraft>) => void
  /** It is to come on file. */
  readonly isVetted?: boolean
}

/** A bank account, in whichever of its forms. */
export function AccountFields(props: AccountFieldsProps) {
  const words = useWords(accountWords)
  const { draft, errors, change } = props
  return (
    <>
      <Radio.Group
        label={words.form}
        value={draft.accountForm}
        onChange={(value) => change({ accountForm: value === 'other' ? 'other' : 'iban' })}
      >
        <div className={classes['radios']}>
          <Radio value="iban" label={words.iban} />
          <Radio value="other" label={words.other} />
        </div>
      </Radio.Group>
      {draft.accountForm === 'iban' ? (
        <div className={classes['wide']}>
          <IbanInput value={draft.iban} error={errors.iban} onChange={(iban) => change({ iban })} />
          <TextField
            label={words.bic}
            description={words.bicHint}
            maxLength={11}
            value={draft.bic}
            error={errors.bic}
            onChange={(bic) => change({ bic })}
          />
        </div>
      ) : (
        <OtherAccount {...props} />
      )}
    </>
  )
}

function OtherAccount({ draft, errors, change, isVetted = false }: AccountFieldsProps) {
  const words = useWords(accountWords)
  return (
    <div className={classes['pair']}>
      <TextField
        label={words.otherId}
        required
        maxLength={64}
        classNames={{ input: classes['figures'] ?? '' }}
        value={draft.otherId}
        error={errors.otherId}
        onChange={(otherId) => change({ otherId })}
      />
      <TextField
        label={words.scheme}
        maxLength={64}
        value={draft.otherScheme}
        error={errors.otherScheme}
        onChange={(otherScheme) => change({ otherScheme })}
      />
      <TextField
        label={words.bic}
        description={words.bicHint}
        maxLength={11}
        value={draft.otherBic}
        error={errors.otherBic}
        onChange={(otherBic) => change({ otherBic })}
      />
      <TextField
        label={words.country}
        description={words.countryHint}
        maxLength={2}
        value={draft.otherCountry}
        error={errors.otherCountry}
        onChange={(typed) => change({ otherCountry: typed.toUpperCase() })}
      />
      {isVetted ? (
        <TextField
          label={words.clearing}
          description={words.clearingHint}
          maxLength={35}
          value={draft.otherClearing}
          error={errors.otherClearing}
          onChange={(otherClearing) => change({ otherClearing })}
        />
      ) : null}
    </div>
  )
}
