/** Wire types of payment orders. What a string means (an amount, an IBAN) is checked by the rules, not here. */
import { z } from 'zod'
import { CHANNELS } from '../domain/payment-order.ts'
import { SubjectView } from '../consent/schema.ts'
import { Account, VettedAccount } from '../directory/account-schema.ts'
import { UtcInstant } from '../platform/http/utc-instant.ts'

const Text = z.string().max(500)

/** What may be attached, by its content type. */
export const ATTACHMENT_TYPES = ['application/pdf', 'image/png', 'image/jpeg', 'message/rfc822'] as const

/** A payment file's. */
export const PAYMENT_FILE_TYPES = ['application/xml', 'text/xml'] as const

export const PayeeBody = z.union([
  z.strictObject({
    name: Text,
    account: Account,
  }),
  z.strictObject({ counterpartyId: z.string().max(64), accountId: z.string().max(64) }),
])

export const InstructionBody = z.strictObject({
  channel: z.enum(CHANNELS).optional(),
  instructedBy: z.string().max(200).optional(),
  receivedAt: UtcInstant.optional(),
  note: z.string().max(4000).optional(),
})

export const OrderBody = z.strictObject({
  externalId: z.string().min(1).max(100),
  requestedBy: z.array(z.string().min(1).max(200)).max(20).optional(),
  originatingAccount: z.string().min(1).max(64),
  amount: z
    .string({ error: 'Write the amount as a decimal string, such as "12500.00"; JSON numbers lose cents.' })
    .max(40)
    .meta({ description: "Decimal string with exactly the currency's decimals", example: '12500.00' }),
  currency: z.string().max(3).meta({ example: 'EUR' }),
  payee: PayeeBody,
  executionDate: z.string().max(10).meta({ description: 'YYYY-MM-DD', example: '2026-12-01' }),
  reference: z.string().max(140),
  elements: z.record(z.string().max(200), z.string().max(500)).optional().meta({
    description:
      'Further elements that affect amount or routing, by their path in pain.001.001.09; those that have a field are refused',
  }),
  supersedes: z.string().max(64).nullable().optional(),
  instruction: InstructionBody.optional(),
})
export type OrderBody = z.infer<typeof OrderBody>

/** Members that are left out stay as they are; `instruction` is replaced as a whole. */
export const AmendBody = OrderBody.omit({ externalId: true, supersedes: true }).partial()
export type AmendBody = z.infer<typeof AmendBody>

export const OrderView = SubjectView.omit({ content: true, title: true, digest: true, type: true }).extend({
  id: z.string(),
  externalId: z.string(),
  digest: z.string(),
  paymentDigest: z.string().nullable(),
  requestedBy: z.array(z.string()),
  originatingAccount: z.string(),
  entity: z.string(),
  amount: z.string().nullable(),
  currency: z.string(),
  payee: z.object({
    name: z.string(),
    account: Account.or(z.null()).describe('Null while blind'),
    accountVersion: z.int(),
    counterpartyId: z.string().nullable(),
    accountId: z.string().nullable(),
  }),
  executionDate: z.string(),
  reference: z.string(),
  elements: z.record(z.string(), z.string()),
  instruction: z.object({
    channel: z.enum(CHANNELS),
    instructedBy: z.string().nullable(),
    receivedAt: z.string().nullable(),
    note: z.string().nullable().describe('Null without one, and while blind'),
  }),
  supersedes: z.string().nullable(),
  batchId: z.string().nullable(),
  createdAt: z.string(),
  attachments: z.array(
    z.object({
      id: z.string(),
      digest: z.string(),
      mediaType: z.string().meta({ enum: [...ATTACHMENT_TYPES] }),
      fileName: z.string().nullable().describe('Null while blind'),
      addedBy: z.string(),
      createdAt: z.string(),
    }),
  ),
  comments: z
    .array(z.object({ id: z.string(), author: z.string(), body: z.string(), createdAt: z.string() }))
    .describe('Empty while blind'),
  reports: z
    .array(
      z.object({
        status: z.enum(['executed', 'failed', 'returned']),
        bankReference: z.string().nullable(),
        at: z.string().describe('When it happened, as the ERP says'),
        reportedAt: z.string(),
        by: z.string(),
      }),
    )
    .describe('What the ERP said became of it, oldest first; the log holds a digest of each'),
})
export type OrderView = z.infer<typeof OrderView>

export const OrderPageView = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      externalId: z.string(),
      version: z.int(),
      state: z.string(),
      title: z.string(),
      createdAt: z.string(),
    }),
  ),
  next: z.string().nullable(),
})

const AccountShown = VettedAccount.or(z.null()).describe('Null while blind')

export const OrderContextView = z.object({
  version: z.int().describe('Of the order, which this is about'),
  account: z.object({
    status: z
      .enum(['vetted', 'changed', 'new'])
      .describe('Whether this very account is on file; else whether the payee has, or was paid at, another'),
    onFile: z
      .object({
        accountId: z.string(),
        account: AccountShown,
        version: z.int(),
        activatedAt: z.string(),
        activatedBy: z.array(z.string()).describe('Ids of the people whose signatures put it there'),
        changeId: z.string().nullable(),
        provenance: z.string().nullable().describe('How it was checked; null while blind'),
      })
      .nullable()
      .describe("This account, or the newest other one of the payee's"),
    current: AccountShown,
    lastUsed: z.object({ account: AccountShown, at: z.string(), orderId: z.string() }).nullable(),
    differences: z
      .array(z.enum(['kind', 'country', 'bank', 'number']))
      .describe('From the account last paid, or else the one on file; empty while blind'),
  }),
  payeeHistory: z.object({
    count: z.int().describe('Payments released to this payee'),
    firstAt: z.string().nullable(),
    lastAt: z.string().nullable(),
    recent: z
      .array(
        z.object({
          orderId: z.string(),
          externalId: z.string(),
          amount: z.string().nullable().describe('Null while this order, or that one, is blind'),
          currency: z.string(),
          state: z.string(),
          createdAt: z.string(),
        }),
      )
      .describe('The newest ten, whatever became of them'),
  }),
  changes: z
    .array(
      z.object({
        changeId: z.string(),
        at: z.string(),
        state: z.string(),
        by: z.array(z.string()).describe('Who asked for it'),
        kind: z.string(),
      }),
    )
    .describe('To accounts and contacts of this payee, newest first'),
})
export type OrderContextView = z.infer<typeof OrderContextView>

export const BatchBody = z.strictObject({
  messageId: z.string().min(1).max(100),
  orders: z.array(OrderBody).min(1).max(10_000),
})

export const BatchView = z.object({
  id: z.string(),
  messageId: z.string(),
  fileDigest: z.string(),
  orders: z.array(z.object({ id: z.string(), externalId: z.string(), state: z.string() })),
})

export const CommentBody = z.strictObject({ body: z.string().min(1).max(4000) })
export const CancelBody = z.strictObject({
  reason: z.string().trim().min(1).max(500).optional().describe('Kept with the order; everyone who reads it sees it.'),
})

const STATES = [
  'assessing',
  'awaiting_evidence',
  'approved',
  'released',
  'executed',
  'failed',
  'returned',
  'denied',
  'expired',
  'cancelled',
] as const
export const ListQuery = z.strictObject({
  state: z.enum(STATES).optional(),
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const BatchQuery = z.strictObject({
  channel: z.enum(CHANNELS).optional(),
  instructedBy: z.string().max(200).optional(),
  requestedBy: z.union([z.string().max(200), z.array(z.string().max(200)).max(20)]).optional(),
})

export const AttachmentQuery = z.strictObject({ fileName: z.string().max(200).default('attachment') })
