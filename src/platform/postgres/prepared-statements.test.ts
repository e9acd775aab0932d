import { sql } from 'kysely'
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '../../../test/support/database.ts'
import { createDatabase, type Db } from './database.ts'
import { transaction } from './transaction.ts'

interface Prepared {
  readonly statement: string
  readonly generic_plans: string
  readonly custom_plans: string
}

describeWithPostgres('prepared statements', () => {
  let database: TestDatabase
  let owner: Db
  let db: Db

  beforeAll(async () => {
    database = await createTestDatabase()
    owner = createDatabase({ url: database.url, role: 'migrate', onError: () => undefined })
    await sql`create table notes (id int primary key)`.execute(owner)
    await sql`grant select, insert on notes to countersign_worker`.execute(owner)
  })

  beforeEach(() => {
    // Of one connection, so that it is the one that is asked what it has prepared.
    db = createDatabase({ url: database.url, role: 'worker', max: 1, onError: () => undefined })
  })

  afterEach(() => db.destroy())

  afterAll(async () => {
    await owner.destroy()
    await database.drop()
  })

  const prepared = async (): Promise<readonly Prepared[]> => {
    const { rows } = await sql<Prepared>`
      select statement, generic_plans, custom_plans from pg_prepared_statements order by prepare_time`.execute(db)
    return rows.filter(({ statement }) => !statement.includes('pg_prepared_statements'))
  }

  const readNotes = (where: Db = db) => sql`select * from notes where id > ${0}`.execute(where)

  it('prepares what comes again, and nothing that came once', async () => {
    await sql`select 1 as once`.execute(db)
    await readNotes()
    expect(await prepared()).toEqual([])
    await readNotes()
    await readNotes()
    const [only, ...others] = await prepared()
    expect(others).toEqual([])
    expect(only?.statement).toBe('select * from notes where id > $1')
    expect(Number(only?.generic_plans) + Number(only?.custom_plans)).toBe(2)
  })

  it('calls it a failure when a commit turns out to be a rollback', async () => {
    const careless = db.transaction().execute(async (tx) => {
      await sql`insert into notes values (77)`.execute(tx)
      await sql`select nothing`.execute(tx).catch(() => undefined)
    })
    await expect(careless).rejects.toThrow('was rolled back')
    expect((await readNotes()).rows).not.toContainEqual({ id: 77 })
  })

  it('does not prepare without end', async () => {
    for (let length = 1; length <= 1_200; length += 1) {
      const list = sql.join(Array.from({ length }, (_, index) => index))
      for (let again = 0; again < (length > 1_190 ? 3 : 1); again += 1)
        await sql`select * from notes where id in (${list})`.execute(db)
    }
    expect(await prepared()).toEqual([])
    expect((await readNotes()).rows).toEqual([])
  })

  it('goes on after a refusal, inside and outside of a transaction', async () => {
    const insert = (where: Db = db) => sql`insert into notes (id) values (${7})`.execute(where)
    await insert()
    for (let again = 0; again < 3; again += 1) await expect(insert()).rejects.toThrow('duplicate key')
    await expect(transaction(db, (tx) => insert(tx))).rejects.toThrow('duplicate key')
    expect((await readNotes()).rows).toEqual([{ id: 7 }])
  })

  it('survives a table that changes under it, inside and outside of a transaction', async () => {
    for (let again = 0; again < 3; again += 1) await readNotes()
    await sql`alter table notes add column text text`.execute(owner)
    const { rows } = await transaction(db, (tx) => readNotes(tx))
    expect(rows[0]).toHaveProperty('text')

    for (let again = 0; again < 3; again += 1) await readNotes()
    await sql`alter table notes add column author text`.execute(owner)
    expect((await readNotes()).rows[0]).toHaveProperty('author')
    // What else that connection had prepared went with it.
    expect(await prepared()).toEqual([])
  })
})
