import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { recordEvidence } from '../../../src/consent/record-evidence.ts'
import { submitEvidence } from '../../../src/consent/submit-evidence.ts'
import type { Decision } from '../../../src/domain/evidence.ts'
import { raiseSilentAlarm } from '../../../src/holds/alarm.ts'
import { profileRules } from '../../../src/platform/config/profile.ts'
import type { Db } from '../../../src/platform/postgres/database.ts'
import type { Signer } from '../../../src/release/signer-client.ts'
import { createLogReader } from '../../../src/release/signer/log-reader.ts'
import { rememberRegistrations } from '../../../src/release/signer/remember-registrations.ts'
import { createCheckpointing } from '../../../src/release/signer/sign-checkpoint.ts'
import { verifyStoredRegistration } from '../../../src/people/keys/verify-registration.ts'
import { signRelease } from '../../../src/release/signer/sign-release.ts'
import { openSignerKeys } from '../../../src/release/signer/signer-keys.ts'
import {
  openPaymentRoom,
  requirementOf,
  type Name,
  type OrderAnswer,
  type PaymentRoom,
  type RoomOptions,
  type Signing,
} from '../../support/payment-room.ts'
import { TEST_ORIGIN, trustAnyKey } from '../../support/software-key.ts'
import { keepRecord, type KeptRecord } from './kept-record.ts'
import { watchLocks, type LockWatch } from './lock-watch.ts'
import { openInTurn } from './turn-taking-database.ts'

/** Policy waits are divided by it, as the room's are. */
export const { timeScale: TIME_SCALE } = profileRules('demo')

/** A signature that a person has given and nobody has received yet. */
export interface Signed {
  readonly personId: string
  readonly challengeId: string
  readonly credential: AuthenticationResponseJSON
}

/** The payment room, with the doors through which calls play against each other. */
export interface PaymentStage {
  readonly room: PaymentRoom
  readonly api: Db
  readonly worker: Db
  readonly signer: Db
  readonly locks: LockWatch
  /** The record as it is now, to begin every race from; once for a stage. */
  keep(): Promise<KeptRecord>
  /** Asks for a challenge and touches the key. */
  signed(name: Name, order: OrderAnswer, kind: string, decision: Decision, signing?: Signing): Promise<Signed>
  /** Everything that an order like the room's asks for besides its two approvals and its cooling-off. */
  answerAllButApprovals(order: OrderAnswer): Promise<void>
  /** Until nothing is missing but evidence: the cooling-off of orders submitted before is over. */
  coolOff(): Promise<void>
  /** The API's half and then the worker's, as `POST /v1/evidence` has them done; the workflow between them adds waiting. */
  submit(signed: Signed): Promise<'recorded'>
  /** A signer that starts now and knows what the room's had signed when the record was kept. */
  startSigner(): Promise<Signer>
  close(): Promise<void>
}

export async function openPaymentStage(options: RoomOptions = {}): Promise<PaymentStage> {
  const room = await openPaymentRoom(options)
  const trust = trustAnyKey()
  const [api, worker, signer] = (['api', 'worker', 'signer'] as const).map((role) => openInTurn(room.databaseUrl, role))
  if (api === undefined || worker === undefined || signer === undefined) throw new Error('Expected three roles')
  const locks = await watchLocks(room.databaseUrl)
  const keys = await openSignerKeys(room.signerFolder, 'pay.example.com/v1/log')
  let kept: KeptRecord | null = null
  const remembered = join(room.signerFolder, 'memory.json')

  return {
    ...{ room, api, worker, signer, locks },
    async keep() {
      kept = await keepRecord(room.databaseUrl)
      return kept
    },
    async signed(name, order, kind, decision, signing) {
      const subject = { type: 'order', id: order.id }
      const asked = await room.challenge(name, subject, requirementOf(order, kind), decision, signing)
      if (asked.status !== 201) throw new Error(`${asked.status} ${asked.text}`)
      const { id, publicKey } = asked.body as { id: string; publicKey: PublicKeyCredentialRequestOptionsJSON }
      const credential = (await room.touch(name, publicKey)) as AuthenticationResponseJSON
      return { personId: room.personId(name), challengeId: id, credential }
    },
    async answerAllButApprovals(order) {
      const answer = async (name: Name, kind: string, decision: Decision, signing?: Signing) => {
        const { status, text } = await room.sign(
          name,
          { type: 'order', id: order.id },
          requirementOf(order, kind),
          decision,
          signing,
        )
        if (status !== 201) throw new Error(`${status} ${text}`)
      }
      await answer('cfo', 'instructor_confirmation', 'confirm')
      await room.call('dan', order)
      await answer('eve', 'review', 'continue', { reason: 'Checked' })
    },
    coolOff: () => sleep(1_050),
    async submit({ personId, challengeId, credential }) {
      const process = {
        submitEvidence: async (_type: string, _id: string, id: string) =>
          void (await recordEvidence(worker, room.kinds, trust, raiseSilentAlarm, id)),
        ensure: async () => undefined,
        running: async () => new Set<string>(),
        restore: async () => false,
        wake: async () => undefined,
        nudge: async () => undefined,
      }
      await submitEvidence(api, process, trust, { personId, challengeId, credential })
      return 'recorded'
    },
    async startSigner() {
      const memoryPath = join(room.signerFolder, 'memory-of-a-race.json')
      copyFileSync(remembered, memoryPath)
      const reader = createLogReader()
      const checkpointing = createCheckpointing({ db: signer, key: keys.log, reader, memoryPath })
      const signing = {
        ...{ db: signer, keys, reader, issuer: `${TEST_ORIGIN}/demo`, trust: room.trust },
        genesisDigest: () => checkpointing.genesisDigest(),
        catchUp: (size: number) => checkpointing.catchUp(size),
        clock: () => kept?.now() ?? new Date(),
        verifyRegistration: rememberRegistrations(verifyStoredRegistration),
        liftings: new Set<string>(),
      }
      return {
        sign: (size, rootHash) => checkpointing.sign(size, rootHash),
        release: (orderId) => signRelease(signing, orderId),
        publicKeys: () => Promise.reject(new Error('Nobody asks for them')),
      }
    },
    async close() {
      await locks.close()
      await kept?.close()
      await Promise.all([api, worker, signer].map((db) => db.destroy()))
      await room.close()
    },
  }
}
