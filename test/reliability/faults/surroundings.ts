import { setTimeout as sleep } from 'node:timers/promises'
import { BREAKAGES } from '../erp-receiver.ts'
import { MAIL_BREAKAGES } from '../mail-server.ts'
import { randomCalled } from '../random.ts'
import type { PlannedFault } from '../schedule.ts'
import type { Stage } from '../stage.ts'

/** Long enough for a whole order to be signed over such a line. */
const LINE_MS = 2_500

export async function badLine({ installation }: Stage, { dice, lastsMs }: PlannedFault): Promise<void> {
  installation.proxy.misbehave(dice)
  await sleep(lastsMs + LINE_MS)
  installation.proxy.behave()
}

export async function receiverBroken({ receiver }: Stage, { dice, lastsMs }: PlannedFault): Promise<void> {
  receiver.break(randomCalled(dice).pick(BREAKAGES))
  await sleep(lastsMs)
  receiver.mend()
}

export async function mailBroken({ installation }: Stage, { dice, lastsMs }: PlannedFault): Promise<void> {
  installation.mail.break(randomCalled(dice).pick(MAIL_BREAKAGES))
  await sleep(lastsMs)
  installation.mail.mend()
}
