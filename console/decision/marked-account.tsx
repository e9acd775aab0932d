import type { Stretch } from './character-difference.ts'
import classes from './marked-account.module.css'

const GROUP = 4

/** An account number in groups of four, with every character marked that the other one has not. */
export function MarkedAccount({ stretches }: { readonly stretches: readonly Stretch[] }) {
  const characters = stretches.flatMap(({ text, differs }) => [...text].map((character) => ({ character, differs })))
  const groups = Array.from({ length: Math.ceil(characters.length / GROUP) }, (_, index) =>
    characters.slice(index * GROUP, (index + 1) * GROUP),
  )
  return (
    <span className={classes['account']}>
      {groups.map((group, index) => (
        <span key={index} className={classes['group']}>
          {group.map(({ character, differs }, place) =>
            differs ? <mark key={place}>{character}</mark> : <span key={place}>{character}</span>,
          )}
        </span>
      ))}
    </span>
  )
}
