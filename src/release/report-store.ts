/** What ERPs reported back: `reports` of migration 0080. */
import type { Instant } from '../domain/instant.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'

export type ReportStatus = 'executed' | 'failed' | 'returned'

export interface Report {
  readonly orderId: string
  readonly status: ReportStatus
  readonly bankReference: string | null
  readonly at: Instant
  readonly clientId: string
  readonly reportedAt: Instant
}

type ReportRow = {
  order_id: string
  status: ReportStatus
  bank_reference: string | null
  reported_for: Instant
  client_id: string
  created_at: Instant
}

const tables = (db: Executor) => db.withTables<{ reports: ReportRow }>()

export async function readReport(db: Executor, orderId: string, status: ReportStatus): Promise<Report | null> {
  return (await readReports(db, orderId)).find((one) => one.status === status) ?? null
}

/** Oldest first; of each status one at most. */
export async function readReports(db: Executor, orderId: string): Promise<Report[]> {
  const query = tables(db).selectFrom('reports').selectAll().where('order_id', '=', orderId)
  return (await query.orderBy('created_at').execute()).map(toReport)
}

function toReport(row: ReportRow): Report {
  return {
    orderId: row.order_id,
    status: row.status,
    bankReference: row.bank_reference,
    at: row.reported_for,
    clientId: row.client_id,
    reportedAt: row.created_at,
  }
}

export async function insertReport(tx: Tx, report: Report): Promise<void> {
  await tables(tx)
    .insertInto('reports')
    .values({
      order_id: report.orderId,
      status: report.status,
      bank_reference: report.bankReference,
      reported_for: report.at,
      client_id: report.clientId,
      created_at: report.reportedAt,
    })
    .execute()
}
