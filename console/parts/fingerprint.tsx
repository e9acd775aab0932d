import { groupsOfFour } from '../words/format.ts'
import classes from './fingerprint.module.css'

/** A key's fingerprint in lines of four groups: what two people read to each other. */
export function Fingerprint({ value }: { readonly value: string }) {
  return (
    <code className={classes['fingerprint']}>
      {groupsOfFour(value)
        .split(' ')
        .map((group, index) => (
          <span key={index}>{group}</span>
        ))}
    </code>
  )
}
