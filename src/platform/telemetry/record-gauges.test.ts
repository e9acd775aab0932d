import { sql } from 'kysely'
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '../../../test/support/database.ts'
import { createDatabase, type Db, type Tx } from '../postgres/database.ts'
import { transaction } from '../postgres/transaction.ts'
import { RECORD_GAUGES } from './record-gauges.ts'

/** What a year leaves behind, and what is open of it. */
const CLOSED = 20_000
const OPEN = 100
const ENTRIES = 20_000
/** At most so many are counted: half of each table here. */
const COUNTED = 10_000

describeWithPostgres('what the record says of itself, when there is much of it', () => {
  let database: TestDatabase
  let owner: Db
  let api: Db

  beforeAll(async () => {
    database = await createTestDatabase()
    owner = createDatabase({ url: database.url, role: 'migrate', max: 1, onError: () => undefined })
    api = createDatabase({ url: database.url, role: 'api', onError: () => undefined })
    await fill()
  }, 120_000)
  afterAll(async () => {
    await api.destroy()
    await owner.destroy()
    await database.drop()
  })

  /** Without foreign keys and the triggers that make a log be one: this is about numbers of rows. */
  async function fill(): Promise<void> {
    await sql`set session_replication_role = replica`.execute(owner)
    for (const table of ['log_entries', 'log_epochs', 'log_leaves', 'log_checkpoints'])
      await sql.raw(`alter table ${table} disable trigger all`).execute(owner)
    const total = CLOSED + OPEN
    const ages = `now() - interval '1 hour' * (${total} - n)`
    const statements = [
      `insert into subjects (id, type, version, digest, state, revision, started_at, expires_at, approved_at,
         satisfied_entry_id, created_at, updated_at)
       select 'ord_' || lpad(n::text, 26, '0'), 'order', 1, 'd',
         case when n <= ${CLOSED} then 'released' when n % 2 = 0 then 'approved' else 'awaiting_evidence' end, 1,
         ${ages}, now() + interval '1 day', case when n > ${CLOSED} and n % 2 = 1 then null else ${ages} end,
         'ent_' || n, ${ages}, ${ages}
       from generate_series(1, ${total}) n`,
      `insert into subject_versions select id, 1, 'd', '{}', 'client:erp', started_at from subjects`,
      `insert into assessments select id, 1, 1, 'p', '[]', '[]',
         jsonb_build_array(jsonb_build_object('id', 'req_' || id, 'kind', 'callback')), '{}', '{}', '{}', 'e', started_at
       from subjects`,
      `insert into evidence select 'evd_' || id, 'chl_' || id, 'order', id, 1, 'd', 'req_' || id, 'callback', 'confirm',
         'per_1', null, 'key_1', 'c', 'none', '', '', '', '', '', 'e', started_at, null
       from subjects where state = 'released'`,
      `insert into payment_orders select id, null, 'client:erp', id, true, 'a', 'e', 1, 'EUR', 1, 'p', 'k', 'r', '{}',
         null, 'erp', 'd', current_date, null, null, started_at, true, 'r' from subjects`,
      `insert into log_entries (entry_id, at, kind, body, leaf_hash)
       select id, at, 'test', body, sha256('\\x00'::bytea || convert_to(body, 'UTF8'))
       from (
         select 'ent_' || n as id, at, json_build_object('id', 'ent_' || n, 'kind', 'test', 'at', at)::text as body
         from (select n, now() - interval '1 second' * (${ENTRIES} - n) as at from generate_series(1, ${ENTRIES}) n) times
       ) entries order by at`,
      `insert into log_epochs values (1, 'test', now())`,
      // 60 have no place yet, and of those that have, 40 no checkpoint.
      `insert into log_leaves select n - 1, 'ent_' || n, 1 from generate_series(1, ${ENTRIES - 60}) n`,
      `insert into log_checkpoints (size, root_hash, note, epoch) values (${ENTRIES - 100}, repeat('x', 32)::bytea, 'n', 1)`,
      `insert into webhook_endpoints values ('whk_1', 'erp', 'u', 's', 'active', now())`,
      `insert into webhook_deliveries
       select 'whd_' || n, 'whk_1', 'evt_' || n, 1, '204', case when n > ${CLOSED} then null else now() end,
         now() - interval '1 second' * (${total} - n)
       from generate_series(1, ${total}) n`,
      `insert into outbox (id, kind, payload, created_at, sequence)
       select gen_random_uuid(), case when n % 100 = 0 then 'mail' else 'event' end, '{}',
         now() - interval '1 second' * (${CLOSED} - n), n
       from generate_series(1, ${CLOSED}) n`,
    ]
    for (const statement of statements) await sql.raw(statement).execute(owner)
    await sql`analyze`.execute(owner)
  }

  /** By reading tables from one end to the other. Of this connection, since the last time that it told others. */
  async function rowsScanned(tx: Tx): Promise<ReadonlyMap<string, number>> {
    const { rows } = await sql<{ relname: string; rows: string }>`
      select relname, seq_tup_read as rows from pg_stat_xact_user_tables`.execute(tx)
    return new Map(rows.map(({ relname, rows: count }) => [relname, Number(count)]))
  }

  const read = async (name: string): Promise<unknown> => RECORD_GAUGES.find((gauge) => gauge.name === name)?.read(api)

  it('is right', async () => {
    expect(await read('countersign_open_orders')).toBe(OPEN / 2)
    expect(await read('countersign_approved_orders')).toBe(OPEN / 2)
    expect(await read('countersign_stuck_orders')).toBe(OPEN / 2 - 1)
    expect(await read('countersign_overdue_orders')).toBe(OPEN)
    expect(await read('countersign_callback_backlog')).toBe(OPEN / 2)
    expect(await read('countersign_unsequenced_entries')).toBe(60)
    expect(await read('countersign_undelivered_webhooks')).toBe(OPEN)
    expect(await read('countersign_undelivered_webhook_tries')).toBe(1)
    expect(await read('countersign_outbox_messages')).toEqual(
      new Map([
        ['event', COUNTED],
        ['workflow', 0],
        ['mail', CLOSED / 100],
      ]),
    )
    const ages = await read('countersign_outbox_age_seconds')
    expect(ages instanceof Map && ages.get('event')).toBeGreaterThanOrEqual(CLOSED - 1)
    expect(ages instanceof Map && ages.get('workflow')).toBe(0)
    expect(await read('countersign_checkpoint_lag_seconds')).toBeGreaterThanOrEqual(99)
    expect(await read('countersign_checkpoint_lag_seconds')).toBeLessThan(160)
    expect(await read('countersign_undelivered_webhook_age_seconds')).toBeGreaterThanOrEqual(99)
  })

  it.each(RECORD_GAUGES.map(({ name }) => name))('%s looks at what it needs, not at all there is', async (name) => {
    const gauge = RECORD_GAUGES.find((one) => one.name === name)
    const looked = await transaction(api, async (tx) => {
      const before = await rowsScanned(tx)
      await gauge?.read(tx)
      const after = await rowsScanned(tx)
      return [...after].filter(([table, rows]) => rows - (before.get(table) ?? 0) > 1.5 * COUNTED)
    })
    expect(looked).toEqual([])
  })
})
