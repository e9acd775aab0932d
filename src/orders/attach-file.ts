import { sha256Hex } from '../domain/canonical-json.ts'
import { CountersignError, refuseField } from '../domain/errors.ts'
import { isBeforeRelease } from '../domain/subject-states.ts'
import { plainText } from '../domain/text.ts'
import type { SubjectHead, SubjectKinds } from '../consent/subject-kind.ts'
import type { Caller } from '../people/caller.ts'
import { now as readNow } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { amendContent, lockOwnOrder } from './amend-order.ts'
import { toContent } from './order-content.ts'
import { insertAttachment } from './additions-store.ts'
import { submitterOf } from './submit-order.ts'

export const ATTACHMENT_LIMIT_BYTES = 10 * 1024 * 1024

/** By their first bytes, not by what the caller says: media type and what a file of it begins with. */
const SIGNATURES: readonly { readonly mediaType: string; readonly begins: readonly number[] }[] = [
  { mediaType: 'application/pdf', begins: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { mediaType: 'image/png', begins: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { mediaType: 'image/jpeg', begins: [0xff, 0xd8, 0xff] },
]

/** Its digest joins what is signed, so attaching a file to an order is an amendment of it. */
export async function attachFile(
  tx: Tx,
  kinds: SubjectKinds,
  timeScale: number,
  caller: Caller,
  orderId: string,
  file: { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array },
): Promise<SubjectHead> {
  assertMediaType(file.mediaType, file.bytes)
  const fileName = plainText(file.name, 'fileName', 200)
  const { head, order } = await lockOwnOrder(tx, caller, orderId)
  if (!isBeforeRelease(head.state))
    throw new CountersignError({
      code: 'STATE',
      status: 409,
      detail: `This is ${head.state}: nothing can be attached any more.`,
    })
  const content = toContent(head.content)
  const digest = sha256Hex(file.bytes)
  if (content.attachments.includes(digest))
    throw refuseField('file', 'ATTACHMENT_EXISTS', 'This very file is attached already.')
  if (content.attachments.length >= 20)
    throw refuseField('file', 'TOO_MANY_ATTACHMENTS', 'At most 20 files to an order.')

  await insertAttachment(tx, {
    id: newId('att'),
    orderId,
    digest,
    mediaType: file.mediaType,
    fileName,
    bytes: file.bytes,
    addedBy: submitterOf(caller),
    createdAt: await readNow(tx),
  })
  return amendContent(tx, kinds, timeScale, caller, {
    namesInstructor: false,
    head,
    order,
    content: { ...content, attachments: [...content.attachments, digest] },
  })
}

function assertMediaType(mediaType: string, bytes: Uint8Array): void {
  if (bytes.byteLength === 0) throw refuseField('file', 'ATTACHMENT_EMPTY', 'The file is empty.')
  if (mediaType === 'message/rfc822') return
  const signature = SIGNATURES.find((one) => one.mediaType === mediaType)
  if (signature === undefined || !signature.begins.every((byte, index) => bytes[index] === byte)) {
    throw refuseField('file', 'ATTACHMENT_TYPE', 'Attach a PDF, PNG, JPEG or EML file, sent with its own content type.')
  }
}
