import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { keysQuery, type Key } from '../../api/keys.ts'
import { useSession } from '../../app/session.tsx'
import { Fingerprint } from '../../parts/fingerprint.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { usePersonName } from '../../parts/use-person-name.ts'
import { useWords } from '../../words/language.tsx'
import { DateTime, Name } from '../../words/values.tsx'
import { GiveUpKey } from './give-up-key.tsx'
import { isLastActive } from './is-last-active.ts'
import classes from './keys.module.css'
import { keysWords } from './words.ts'

export function KeyList() {
  const words = useWords(keysWords)
  const { data, error, refetch } = useQuery(keysQuery)
  return (
    <Panel title={words.keys}>
      <Text size="sm" mb="md" className={classes['dim'] ?? ''}>
        {words.keysLead}
      </Text>
      {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
      {data === undefined ? (
        error === null ? (
          <Loading />
        ) : null
      ) : (
        <ul className={classes['list']}>
          {data.items.map((key) => (
            <li key={key.id} className={classes['item']}>
              <Row securityKey={key} keys={data.items} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

function Row({ securityKey: key, keys }: { readonly securityKey: Key; readonly keys: readonly Key[] }) {
  const words = useWords(keysWords)
  const session = useSession()
  const personName = usePersonName()
  const isCurrent = session.key.id === key.id
  return (
    <>
      <div className={classes['head']}>
        <span className={classes['name']}>
          <Name>{key.label ?? words.unnamed}</Name>
          {isCurrent ? <span className={classes['mark']}>{words.inUse}</span> : null}
        </span>
        <span className={classes['state']} data-state={key.state}>
          {words.states[key.state]}
        </span>
      </div>
      <div className={classes['facts']}>
        <span>
          {words.enrolled} <DateTime instant={key.enrolledAt} />
        </span>
        {key.state === 'quarantined' && key.quarantineEndsAt !== null ? (
          <span>
            {words.until} <DateTime instant={key.quarantineEndsAt} />
          </span>
        ) : null}
        {key.confirmedBy.length === 0 ? null : (
          <span>
            {words.confirmedBy} <Name>{key.confirmedBy.map(personName).join(', ')}</Name>
          </span>
        )}
        {key.revokedAt === null ? null : (
          <span>
            {words.revokedAt} <DateTime instant={key.revokedAt} />
          </span>
        )}
      </div>
      <details className={classes['details']} open={key.state === 'pending'}>
        <summary>{words.fingerprint}</summary>
        <Fingerprint value={key.fingerprint} />
      </details>
      {key.state === 'revoked' ? null : key.givingUp === null ? (
        <Text size="sm" className={classes['dim'] ?? ''}>
          {words.giveUpNot}
        </Text>
      ) : (
        <GiveUpKey keyId={key.id} needs={key.givingUp} isLast={isLastActive(key, keys)} isCurrent={isCurrent} />
      )}
    </>
  )
}
