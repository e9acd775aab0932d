import { setTimeout as sleep } from 'node:timers/promises'
import { BREAKAGES } from '../erp-receiver.ts'
import { MAIL_BREAKAGES } from '../mail-server.ts'
import { randomCalled } from '../random.ts'
import type { PlannedFault } from '../schedule.ts'
import type { Stage } from '../stage.ts'

/** Long enough for a whole order to be signed over such a line. */
const LINE_MS = 2_500

export async function badLine({ installation }: Stage, { dice, lastsMs }: PlannedFault): Promise<boolean> {
  const { proxy } = installation
  proxy.misbehave(dice)
  await sleep(lastsMs + LINE_MS)
  await proxy.behave()
  return proxy.tampered() > 0
}

export async function receiverBroken({ receiver }: Stage, { dice, lastsMs, isLong }: PlannedFault): Promise<boolean> {
  const failedBefore = receiver.failed
  // So long that whoever sends gives up first.
  receiver.break(isLong ? 'never answers' : randomCalled(dice).pick(BREAKAGES))
  await sleep(lastsMs)
  receiver.mend()
  return receiver.failed > failedBefore
}

export async function mailBroken({ installation }: Stage, { dice, lastsMs }: PlannedFault): Promise<boolean> {
  const { mail } = installation
  const failedBefore = mail.failed
  mail.break(randomCalled(dice).pick(MAIL_BREAKAGES))
  await sleep(lastsMs)
  mail.mend()
  return mail.failed > failedBefore
}
