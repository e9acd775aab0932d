import { groupsOfFour } from '../words/format.ts'
import classes from './fingerprint.module.css'

/** A key's fingerprint in lines of four groups: what two people read to each other. */
export function Fingerprint({ value }: { readonly value: string }) {
  return (
    <code className={classes['fingerprint']}>
      {groupsOfFour(value)
        .split(' ')
        .map((group, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- groups repeat and never move
          <span key={index}>{group}</span>
        ))}
    </code>
  )
}
