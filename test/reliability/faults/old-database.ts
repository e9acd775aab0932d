import { rename, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { OTHER_HISTORY } from '../../../src/log/other-history.ts'
import { goAlong } from '../../support/going-along.ts'
import { Refusal } from '../../support/http.ts'
import { until } from '../../support/until.ts'
import { targetAt, watchAlert } from '../../support/watch-alert.ts'
import { carryOut } from '../carry-out.ts'
import type { ErpReceiver } from '../erp-receiver.ts'
import { liftHolds } from '../holding.ts'
import { insist } from '../insist.ts'
import { createModel } from '../model.ts'
import { CHANCE_TO_RELEASE_MS, readHistory, readReleased } from '../read-history.ts'
import type { PlannedFault, PlannedOrder } from '../schedule.ts'
import type { Stage } from '../stage.ts'
import { postgresCopied } from './copied-database.ts'
import { extraOrder } from './extra-order.ts'

/**
 * Yesterday's files in place of today's, as somebody restores a backup without its WAL. Everybody signs whatever is open
 * in it, lifts what is held in it, once more, and signs something new: the signer has to notice, and nothing may be released. Then today's files again.
 */
export async function oldDatabaseRestored(stage: Stage, fault: PlannedFault): Promise<boolean> {
  const { installation, office, receiver } = stage
  const { postgres } = installation
  // Played by itself, the round has no yesterday yet.
  if (stage.copied === null) {
    await postgresCopied(stage, fault)
    await carryOut(office, stage.model, planned(fault, 'after-the-copy'))
    await sleep(CHANCE_TO_RELEASE_MS)
  }
  const today = `${postgres.folder}-today`
  const toldBefore = releasesTold(receiver)

  const alert = await watchAlert('HistoryRefused', () =>
    installation.seatsOf('worker').map(({ probes }) => targetAt('worker', probes)),
  )
  await postgres.down()
  await postgres.replaceBy(stage.copied ?? '', today)
  await postgres.up()
  await installation.ready()
  try {
    const before = await readReleased(postgres.url)
    const refusedBefore = await refusals(stage)
    await signWhatIsOpen(stage)
    const forgotten = createModel()
    await carryOut(office, forgotten, planned(fault, 'in-the-copy'))
    const expectNothingReleased = async (refused: number): Promise<void> => {
      await until('the signer refusing the log', async () => ((await refusals(stage)) > refused ? true : undefined))
      await alert.fires()
      await sleep(CHANCE_TO_RELEASE_MS)
      const token: unknown = await office.erp.token(forgotten.orders[0]?.id ?? '').catch((error: unknown) => error)
      expect(token).toBeInstanceOf(Refusal)
      expect(await readReleased(postgres.url)).toEqual(before)
      expect(releasesTold(receiver)).toBe(toldBefore)
    }
    await expectNothingReleased(refusedBefore)
    // One that starts on the copy has nothing but its memory to tell it by.
    for (const seat of installation.seatsOf('signer')) await seat.kill()
    await installation.ready()
    await expectNothingReleased(await refusals(stage))
  } finally {
    await postgres.down()
    await rm(postgres.folder, { recursive: true, force: true })
    await rename(today, postgres.folder)
    await postgres.up()
    await alert.close()
  }
  // Or something above has thrown.
  return true
}

/** And lift what was lifted since. */
async function signWhatIsOpen({ installation, office, model }: Stage): Promise<void> {
  const { orders } = await readHistory(installation.postgres.url)
  for (const { id } of orders.filter(({ state }) => state === 'approved')) {
    const known = model.orders.find((order) => order.id === id)
    if (known !== undefined) await liftHolds(office, { ...known, holds: [] })
  }
  for (const { id } of orders.filter(({ state }) => state === 'awaiting_evidence')) {
    const known = model.orders.find((order) => order.id === id)
    if (known === undefined) continue
    const { amount, payee } = await insist(`reading ${id}`, () => office.erp.read(id))
    const iban = payee.account?.['iban']
    if (amount === null || typeof iban !== 'string') continue
    const truth = { amount, accountLast4: iban.slice(-4) }
    const conduct = { people: office.people, invoice: truth, callee: truth }
    await insist(`signing ${id} again`, () => goAlong({ type: 'order', id }, conduct))
  }
}

const planned = (fault: PlannedFault, word: string): PlannedOrder =>
  extraOrder(fault, word, { payee: 1, amount: '2345.67' })

function releasesTold(receiver: ErpReceiver): number {
  return receiver.told().filter(({ type }) => type === 'payment_order.released').length
}

/** What the alert `HistoryRefused` counts: how often a worker was told that this is not the log that was signed. */
async function refusals({ installation }: Stage): Promise<number> {
  const pages = installation.seatsOf('worker').map(async ({ probes }) => (await fetch(`${probes}/metrics`)).text())
  const lines = (await Promise.all(pages)).join('\n')
  const codes = OTHER_HISTORY.join('|')
  const counted = lines.matchAll(
    new RegExp(`^countersign_(?:checkpoint|release)_failures_total\\{code="(?:${codes})"\\} (\\d+)`, 'gm'),
  )
  return [...counted].reduce((sum, [, count]) => sum + Number(count), 0)
}
