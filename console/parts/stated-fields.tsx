import classes from './stated-fields.module.css'
import { TextField } from './text-field.tsx'

/** One field as its form words it. */
interface StatedField {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly error: string | null
  readonly onChange: (typed: string) => void
}

interface StatedFieldsProps {
  /** Null where there is no amount to state. */
  readonly amount: StatedField | null
  readonly ending: StatedField
}

/** An amount and the ending of an account, from an invoice or a callee: typed by hand, and kept by no browser. */
export function StatedFields({ amount, ending }: StatedFieldsProps) {
  return (
    <div className={classes['fields']}>
      {amount === null ? null : <Field {...amount} inputMode="decimal" maxLength={32} />}
      <Field {...ending} autoCapitalize="characters" maxLength={8} />
    </div>
  )
}

interface FieldProps extends StatedField {
  readonly inputMode?: 'decimal'
  readonly autoCapitalize?: 'characters'
  readonly maxLength: number
}

function Field({ hint, ...field }: FieldProps) {
  return (
    <TextField
      {...field}
      classNames={{ root: classes['field'] ?? '' }}
      description={hint}
      spellCheck={false}
      required
    />
  )
}
