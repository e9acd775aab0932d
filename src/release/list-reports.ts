import type { Executor } from '../platform/postgres/database.ts'
import { readReports, type Report } from './report-store.ts'

/** What the ERP said became of a released payment, oldest first: of one that came back, both. */
export async function listReports(db: Executor, orderId: string): Promise<Report[]> {
  return readReports(db, orderId)
}
