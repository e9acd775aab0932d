import { parse, v7 } from 'uuid'

/** Who an id is of. Ids are opaque outside; the prefix is for people and for log lines. */
export type IdPrefix =
  | 'acc' // a counterparty's account
  | 'att' // attachment
  | 'bat' // payment batch
  | 'cas' // case
  | 'cbk' // callback
  | 'chg' // proposed change
  | 'chl' // challenge
  | 'cli' // API client
  | 'cmt' // comment
  | 'con' // contact
  | 'cpt' // counterparty
  | 'del' // delegation
  | 'enr' // enrolment
  | 'ent' // log entry
  | 'evd' // evidence
  | 'evt' // event
  | 'grp' // group
  | 'hld' // hold
  | 'key' // security key
  | 'ord' // payment order
  | 'per' // person
  | 'pol' // policy version
  | 'rel' // release
  | 'rep' // report
  | 'req' // requirement
  | 'ses' // session
  | 'whd' // webhook delivery
  | 'whk' // webhook endpoint

/** Crockford's base32, lower case: no i, l, o, u. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * `ord_` and a UUIDv7 as 26 characters, the TypeID form: sortable by the millisecond it was made in, and not to be
 * guessed (74 random bits), though nothing relies on that.
 */
export function newId<P extends IdPrefix>(prefix: P): `${P}_${string}` {
  return `${prefix}_${encode(parse(v7()))}`
}

/** A UUIDv7, where a database or queue wants one. */
export function newUuid(): string {
  return v7()
}

function encode(uuid: Uint8Array): string {
  let value = uuid.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n)
  let text = ''
  for (let position = 0; position < 26; position += 1) {
    text = (ALPHABET[Number(value & 31n)] ?? '') + text
    value >>= 5n
  }
  return text
}
