import { z } from 'zod'
import type { Db } from '../platform/postgres/database.ts'
import { PermanentFailure } from '../platform/queue/job-queue.ts'
import { composeMail } from './compose-mail.ts'
import type { MailJob } from './mail-job.ts'
import type { Mailer } from './mailer.ts'
import { readContactAddress, readLetterhead, readPersonsLetter } from './store.ts'

export interface MailRoom {
  /** As `worker`. */
  readonly db: Db
  readonly mailer: Mailer
  readonly origin: string
}

/** Of nodemailer's errors. */
const mailerCodes = z
  .object({ code: z.string().catch('EUNKNOWN'), responseCode: z.number().catch(0) })
  .catch({ code: 'EUNKNOWN', responseCode: 0 })

/** Besides the address people sign in with, every other one on file is told: whoever took over one has not all. */
const TO_EVERY_ADDRESS = new Set([
  'invitation-renewed',
  'key-enrolled',
  'key-confirmed',
  'key-revoked',
  'key-suspected',
  'recovery-started',
  'person-changed',
  'impersonation-report',
])

/** Sends one mail; throws what the queue tries again. Nobody waits for it and nothing depends on it. */
export async function sendMail({ db, mailer, origin }: MailRoom, id: string, mail: MailJob): Promise<void> {
  const isOutside = mail.recipientId.startsWith('con_')
  const letter = isOutside ? await contactsLetter(db, mail) : await personsLetter(db, mail)
  if (letter === null) throw new PermanentFailure('There is no organisation to write in the name of')
  const { organisation, to } = letter
  // Left in the meantime, or never had an address.
  if (to.length === 0) return
  const { template, reference } = mail
  const audience = isOutside ? 'outside' : 'inside'
  const composed = composeMail({ template, reference, audience, organisation, origin })
  await mailer.send({ id, to, ...composed }).catch((error: unknown) => {
    throw asFailure(error)
  })
}

async function personsLetter(db: Db, { template, recipientId }: MailJob) {
  const letter = await readPersonsLetter(db, recipientId)
  if (letter === null) return null
  const { organisation, addresses } = letter
  return { organisation, to: TO_EVERY_ADDRESS.has(template) ? addresses : addresses.slice(0, 1) }
}

async function contactsLetter(db: Db, { recipientId }: MailJob) {
  const organisation = await readLetterhead(db)
  if (organisation === null) return null
  const address = await readContactAddress(db, recipientId)
  return { organisation, to: address === null ? [] : [address] }
}

/** In codes alone: what mail servers answer repeats the address, which is not for the log. */
function asFailure(error: unknown): Error {
  const { code, responseCode } = mailerCodes.parse(error)
  // A 5xx for the envelope is for good (RFC 5321 §4.2.1). Refused logins are 5xx too, and the operator's to put right.
  if (code === 'EENVELOPE' && responseCode >= 500) return new PermanentFailure('The mail server refuses the address')
  return new Error(`The mail server does not take it: ${code}${responseCode === 0 ? '' : ` ${responseCode}`}`)
}
