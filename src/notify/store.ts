/** Who may be told, and where mail goes: people and contacts as they are on file when it is sent. */
import { sql } from 'kysely'
import type { Role, Standing } from '../domain/person.ts'
import type { Executor } from '../platform/postgres/database.ts'

type Tables = {
  organisation: { name: string; locale: string }
  contacts: { id: string; owner_type: string; owner_id: string; kind: 'phone' | 'email'; value: string; state: string }
}

const tables = (db: Executor) => db.withTables<Tables>()

interface Letterhead {
  readonly name: string
  readonly locale: string
}

export async function readLetterhead(db: Executor): Promise<Letterhead | null> {
  const row = await tables(db).selectFrom('organisation').select(['name', 'locale']).executeTakeFirst()
  return row ?? null
}

/** With every address of somebody who has not left, the one they sign in with first; null: nobody to write for. */
export async function readPersonsLetter(
  db: Executor,
  personId: string,
): Promise<{ readonly organisation: Letterhead; readonly addresses: readonly string[] } | null> {
  const { rows } = await sql<Letterhead & { email: string | null; others: string[] }>`
    select organisation.name, organisation.locale, person.email, array(
      select value from contacts
      where owner_type = 'person' and owner_id = ${personId} and kind = 'email' and state = 'active' order by id
    ) as others
    from organisation left join people person on person.id = ${personId} and person.state <> 'left'
  `.execute(db)
  const [row] = rows
  if (row === undefined) return null
  const { email, others, ...organisation } = row
  return { organisation, addresses: email === null ? [] : [email, ...others] }
}

/**
 * Everyone as the rules see them, but for what they may spend. A key in quarantine counts: it may be out of it by the
 * time that matters.
 */
export async function readColleagues(db: Executor): Promise<Standing[]> {
  const { rows } = await sql<{ personId: string; active: boolean; roles: Role[]; groups: string[]; hasKey: boolean }>`
    select id as "personId", state = 'active' as active, roles, groups, exists (
      select from keys where person_id = people.id and state in ('active', 'quarantined')
    ) as "hasKey"
    from people
  `.execute(db)
  return rows.map(({ hasKey, ...row }) => ({ ...row, hasActiveKey: hasKey, limits: [], approvedToday: [] }))
}

/** Also of a contact that was retired since: it is the old one that has to hear of a new one. */
export async function readContactAddress(db: Executor, contactId: string): Promise<string | null> {
  const row = await tables(db)
    .selectFrom('contacts')
    .select('value')
    .where('id', '=', contactId)
    .where('kind', '=', 'email')
    .executeTakeFirst()
  return row?.value ?? null
}
