import { Anchor } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { Order } from '../api/decisions.ts'
import { fetchRelease } from '../api/demo.ts'
import { SUBJECTS } from '../api/subjects.ts'
import { Fact, Facts } from '../parts/facts.tsx'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { useWords } from '../words/language.tsx'
import { tokenClaims } from './token-claims.ts'
import { useTourMemory } from './tour-memory.ts'
import classes from './tour.module.css'
import { tourWords } from './words.ts'

const LONGEST = 96

/** What the ERP gets in the end, and how it checks that. */
export function ShownToken({ order }: { readonly order: Order }) {
  const words = useWords(tourWords)
  const secret = useTourMemory().handout?.clients['erp']?.secret ?? null
  const release = useQuery({
    queryKey: [...SUBJECTS, 'tour', 'release', order.id],
    queryFn: () => fetchRelease(order.id, secret ?? ''),
    enabled: secret !== null,
    // A token is handed out, not watched.
    staleTime: Infinity,
  })
  return (
    <>
      <section className={classes['paper']}>
        <h3>{words.token}</h3>
        {secret === null ? <p className={classes['text']}>{words.tokenNone}</p> : null}
        {release.error === null ? null : <ProblemNotice error={release.error} />}
        {release.data === undefined ? null : (
          <Facts>
            {tokenClaims(release.data.token).map(([name, value]) => (
              <Fact key={name} name={name}>
                <code className={classes['text']}>
                  {value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value}
                </code>
              </Fact>
            ))}
          </Facts>
        )}
      </section>
      <section>
        <h3 className={classes['cardTitle']}>{words.check}</h3>
        <pre className={classes['code']}>{snippet(location.origin)}</pre>
      </section>
      <Anchor component={Link} href="/log">
        {words.log}
      </Anchor>
    </>
  )
}

function snippet(origin: string): string {
  return [
    `import { fileStore, verifyRelease } from './client/index.ts'`,
    ``,
    `const verdict = await verifyRelease(token, payment, fileStore('claims'), {`,
    `  origin: '${origin}', clientId: 'erp', profiles: ['demo'],`,
    `})`,
    `if (verdict.valid) pay(payment) // payment: from your own books`,
  ].join('\n')
}
