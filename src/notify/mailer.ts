import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import type { Logger } from 'pino'
import type { Settings } from '../platform/config/settings.ts'

export interface OutgoingMail {
  /** Of the job: the same at every try, so that a mail that was sent twice can be recognized as one. */
  readonly id: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
}

export interface Mailer {
  /** Throws where the mail server does not take it. */
  send(mail: OutgoingMail): Promise<void>
}

const CONNECT_MS = 10_000
const SOCKET_MS = 30_000

/**
 * By SMTP_URL. Without it nothing is sent: the demo writes mails to files instead, and elsewhere the log says that
 * there was one, not to whom or what.
 */
export function createMailer(
  settings: Pick<Settings, 'smtpUrl' | 'mailFrom' | 'profile' | 'dataDir'>,
  logger: Pick<Logger, 'info'>,
): Mailer {
  if (settings.smtpUrl !== null) return smtpMailer(settings.smtpUrl, settings.mailFrom)
  if (settings.profile === 'demo') return fileMailer(join(settings.dataDir, 'mail'), settings.mailFrom)
  return {
    send: async ({ id }) => logger.info({ jobId: id }, 'Mail not sent, because SMTP_URL is not set'),
  }
}

function smtpMailer(url: string, from: string): Mailer {
  const transport = nodemailer.createTransport({
    url,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SOCKET_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    send: async (mail) => void (await transport.sendMail(messageOf(mail, from))),
  }
}

/** `<job>.eml`, for a mail program to open. */
function fileMailer(folder: string, from: string): Mailer {
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true })
  return {
    async send(mail) {
      const { message } = await transport.sendMail(messageOf(mail, from))
      if (!Buffer.isBuffer(message)) throw new TypeError('Unexpected stream, expected the message as a buffer')
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(join(folder, `${mail.id}.eml`), message, { mode: 0o600 })
    },
  }
}

function messageOf({ id, to, subject, text }: OutgoingMail, from: string) {
  const [, domain = 'countersign.invalid'] = /@([^>\s]+)>?$/.exec(from) ?? []
  return {
    from,
    // As objects: a text would be parsed, and one that holds a comma be two.
    to: to.map((address) => ({ name: '', address })),
    subject,
    text,
    messageId: `<${id}@${domain}>`,
    // RFC 3834 §5: nobody's out-of-office needs to answer.
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}
