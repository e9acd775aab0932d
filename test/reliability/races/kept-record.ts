import pg from 'pg'

/** A database as it was at one moment, to which it can be brought back: every race begins from the same record. */
export interface KeptRecord {
  /** Undoes whatever was written since; the record's clock is put back to the moment as well. */
  restore(): Promise<void>
  /** The time by the record's clock: that of a signer whose own agrees with it. */
  now(): Date
  close(): Promise<void>
}

/** Dead rows slow everything down that reads; nobody waits for autovacuum here. */
const VACUUM_EVERY = 100

/** For a database of one's own, as its owner and a superuser: the log's tables lose the triggers that keep them whole. */
export async function keepRecord(url: string): Promise<KeptRecord> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'schema_migrations'`,
  )
  const tables = rows.map(({ name }) => name)
  const appendOnly = tables.filter((name) => name.startsWith('log_'))
  await client.query(`
    begin;
    create schema if not exists kept;
    create table kept.moment (at timestamptz, rewound interval, newest bigint);
    insert into kept.moment values (clock_timestamp(), interval '0', pg_current_xact_id()::text::bigint);
    ${tables.map((name) => `create table kept.${name} as table public.${name};`).join('\n')}
    ${appendOnly.map((name) => `drop trigger append_only on public.${name};`).join('\n')}

    alter function public.countersign_now() rename to countersign_now_as_it_goes;
    create function public.countersign_now() returns timestamptz language sql volatile security definer
      set search_path = public, pg_temp as $$ select countersign_now_as_it_goes() - rewound from kept.moment $$;
    create or replace function public.countersign_machine_time() returns timestamptz language sql volatile security definer
      set search_path = public, pg_temp as $$ select clock_timestamp() - rewound from kept.moment $$;

    -- What was written since has a newer transaction: it goes, and what it took the place of comes back.
    create function kept.restore() returns void language plpgsql set session_replication_role = replica as $$
    declare newest_kept bigint;
    begin
      select newest into newest_kept from kept.moment;
      ${tables.map((name) => restoreOf(name, appendOnly.includes(name))).join('\n')}
      update kept.moment set newest = pg_current_xact_id()::text::bigint,
        rewound = date_trunc('milliseconds', clock_timestamp() - at);
    end $$;
    commit;`)

  let restored = 0
  let rewoundMs = 0
  return {
    now: () => new Date(Date.now() - rewoundMs),
    async restore() {
      restored += 1
      if (restored % VACUUM_EVERY === 0) await client.query('vacuum')
      await client.query('select kept.restore()')
      const { rows: moment } = await client.query<{ ms: number }>(
        `select extract(epoch from rewound)::float8 * 1000 as ms from kept.moment`,
      )
      rewoundMs = moment[0]?.ms ?? 0
    },
    close: () => client.end(),
  }
}

function restoreOf(name: string, isAppendOnly: boolean): string {
  const remove = `delete from public.${name} where xmin::text::bigint > newest_kept;`
  if (isAppendOnly) return remove
  return `${remove}
      if found or (select count(*) from public.${name}) <> (select count(*) from kept.${name}) then
        insert into public.${name} select * from kept.${name} on conflict do nothing;
      end if;`
}
