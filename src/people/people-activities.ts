import { now as readNow } from '../platform/clock.ts'
import type { Db, Tx } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { notFound } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import { confirmGenesis } from './confirm-genesis.ts'
import { foundDemoCompany, type DemoCompany } from './found-demo-company.ts'
import { giveUpKey } from './give-up-key.ts'
import type { KeyRules } from './key-rules.ts'
import type { PeopleProcess } from './people-process.ts'
import { recordFurtherKey } from './record-further-key.ts'
import { recordKey } from './record-key.ts'
import { renewInvitation } from './renew-invitation.ts'

/**
 * What the worker does, each in one transaction of role `worker`. Refusals are `CountersignError`; anything else may
 * be tried again, since each is idempotent.
 */
export function createPeopleActivities(db: Db, rules: KeyRules, demo: DemoCompany | null = null): PeopleProcess {
  const decide = <T>(work: (tx: Tx, now: Instant) => Promise<T>): Promise<T> => {
    return transaction(db, async (tx) => work(tx, await readNow(tx)))
  }
  return {
    enrol: (challengeId) => decide((tx, now) => recordKey(tx, rules, challengeId, now)),
    addKey: (challengeId) => decide((tx, now) => recordFurtherKey(tx, rules, challengeId, now)),
    invite: (renewal) => decide((tx, now) => renewInvitation(tx, renewal, now)),
    revokeKey: (asked) => decide((tx) => giveUpKey(tx, rules.trust, asked)),
    confirmGenesis: (challengeId) => decide((tx, now) => confirmGenesis(tx, rules, challengeId, now)),
    async foundDemoCompany(founding) {
      if (demo === null || rules.profile !== 'demo') throw notFound('page')
      await foundDemoCompany(demo, rules.keyring, founding)
    },
  }
}
