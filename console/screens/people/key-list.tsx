import { Text } from '@mantine/core'
import type { KeyOnFile } from '../../api/staff.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { Fingerprint } from '../../parts/fingerprint.tsx'
import { usePersonName } from '../../parts/use-person-name.ts'
import { useWords } from '../../words/language.tsx'
import { DateTime, Name } from '../../words/values.tsx'
import classes from './people.module.css'
import { peopleWords } from './words.ts'

export function KeyList({ keys }: { readonly keys: readonly KeyOnFile[] }) {
  const words = useWords(peopleWords)
  const personName = usePersonName()
  if (keys.length === 0) return <Text size="sm">{words.keysNone}</Text>
  return (
    <ul className={classes['keys']}>
      {keys.map((key) => (
        <li key={key.id}>
          <h3 className={classes['key']}>
            <Name>{key.label ?? words.unnamed}</Name>
            <span className={classes['state']} data-state={key.state}>
              {words.keyStates[key.state]}
            </span>
          </h3>
          <Facts>
            <Fact name={words.fingerprint}>
              <Fingerprint value={key.fingerprint} />
            </Fact>
            <Fact name={words.model}>
              <code className={classes['code']}>{key.model}</code>
            </Fact>
            <Fact name={words.enrolled}>
              <DateTime instant={key.enrolledAt} />
            </Fact>
            {key.quarantineEndsAt === null || key.state !== 'quarantined' ? null : (
              <Fact name={words.quarantineEnds}>
                <DateTime instant={key.quarantineEndsAt} />
              </Fact>
            )}
            {key.activatedAt === null ? null : (
              <Fact name={words.confirmedBy}>
                {key.confirmedBy.length === 0 ? (
                  words.confirmedByNobody
                ) : (
                  <strong>
                    <Name>{key.confirmedBy.map(personName).join(', ')}</Name>
                  </strong>
                )}{' '}
                (<DateTime instant={key.activatedAt} />)
              </Fact>
            )}
            {key.revokedAt === null ? null : (
              <Fact name={words.revoked}>
                <DateTime instant={key.revokedAt} />
              </Fact>
            )}
          </Facts>
        </li>
      ))}
    </ul>
  )
}
