import type { Request, RequestHandler, Response } from 'express'
import { conflict, CountersignError, forbid } from '../domain/errors.ts'
import type { Db } from '../platform/postgres/database.ts'
import { authenticateClient, authenticateSession } from './authenticate.ts'
import type { Caller, PersonCaller } from './authenticate.ts'
import type { ClientLimits } from './client-limits.ts'
import { refuseUnconfirmedKey } from './require-confirmed-key.ts'
import { sessionCookie } from './session-cookie.ts'

export type { Caller, ClientCaller, PersonCaller } from './authenticate.ts'

/** Who calls: an API client by its secret, or a person by the session of a key. */
export interface Authentication {
  /** A person or a client; else 401. */
  readonly required: RequestHandler
  /** A person; a client's secret never does what needs one: 403 SCOPE. */
  readonly person: RequestHandler
  /** The same where the key may still wait to be confirmed. Every other way in refuses it: 403 CREDENTIAL_INACTIVE. */
  readonly waiting: RequestHandler
  /** The same, and no use of the session: a page that is merely open comes again by itself. */
  readonly watcher: RequestHandler
  /** A client that has been given this scope; else 403 SCOPE. */
  client(scope: string): RequestHandler
  /** A client with this scope, or any person. */
  either(scope: string): RequestHandler
  /** After one of the above. */
  callerOf(request: Request): Caller
  /** After `person`, `waiting` or `watcher`. */
  personOf(request: Request): PersonCaller
}

const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

export interface AuthenticationOptions {
  readonly db: Db
  readonly origins: readonly string[]
  /** Of API clients; none unless told. */
  readonly limits?: ClientLimits
}

export function createAuthentication({ db, origins, limits }: AuthenticationOptions): Authentication {
  const callers = new WeakMap<Request, Caller>()
  const cookie = sessionCookie(origins)

  async function identify(request: Request, response: Response, isUse: boolean): Promise<Caller> {
    const authorization = request.get('authorization')
    // A secret that is wrong is never made good by a cookie that happens to come along.
    const caller = authorization === undefined ? await bySession(request, isUse) : await bySecret(authorization)
    if (caller === null) {
      response.set('WWW-Authenticate', 'Bearer realm="countersign"')
      throw new CountersignError({
        code: 'UNAUTHENTICATED',
        status: 401,
        detail: 'Sign in, or send the secret of an API client as a bearer token.',
      })
    }
    if (caller.kind === 'client') await limits?.count(caller.clientId, response)
    callers.set(request, caller)
    return caller
  }

  async function bySecret(authorization: string): Promise<Caller | null> {
    const [, secret] = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization) ?? []
    return secret === undefined ? null : authenticateClient(db, secret)
  }

  async function bySession(request: Request, isUse: boolean): Promise<Caller | null> {
    const token = cookie.read(request)
    const caller = token === null ? null : await authenticateSession(db, token, isUse)
    // Browsers say where a write comes from; SameSite alone would let sibling sites through.
    if (caller !== null && !READING.has(request.method)) requireOwnOrigin(request, origins)
    if (caller !== null) requireExpectedPerson(request, caller)
    return caller
  }

  function callerOf(request: Request): Caller {
    const caller = callers.get(request)
    if (caller === undefined) throw new TypeError('Unexpected question: this route does not authenticate')
    return caller
  }

  const admitting = (admit: (caller: Caller) => void, isUse = true): RequestHandler => {
    return async (request, response, next) => {
      admit(await identify(request, response, isUse))
      next()
    }
  }

  return {
    required: admitting(refuseWaiting),
    person: admitting((caller) => refuseWaiting(requirePerson(caller))),
    waiting: admitting(requirePerson),
    watcher: admitting((caller) => refuseWaiting(requirePerson(caller)), false),
    client: (scope) => admitting((caller) => requireScope(caller, scope)),
    either: (scope) =>
      admitting((caller) => (caller.kind === 'client' ? requireScope(caller, scope) : refuseWaiting(caller))),
    callerOf,
    personOf: (request) => requirePerson(callerOf(request)),
  }
}

/** The `Origin` of a browser's write must be ours; 403 ORIGIN. */
export function requireOwnOrigin(request: Request, origins: readonly string[]): void {
  const origin = request.get('origin')
  if (origin !== undefined && origins.includes(origin)) return
  throw forbid('ORIGIN', "Changes are made from this installation's own pages. Open it at its own address.")
}

/** Of a page that has stayed open while somebody else signed in beside it, by whose name it does what is asked. */
const EXPECTED_PERSON = 'Countersign-Person'

/** Whoever a page says is signed in must be: what one person presses is never on record as another's; 409. */
function requireExpectedPerson(request: Request, { personId }: PersonCaller): void {
  const expected = request.get(EXPECTED_PERSON)
  if (expected === undefined || expected === personId) return
  throw conflict('PERSON_CHANGED', 'Somebody else has signed in since this page was opened. Load it again.')
}

/** Without a cookie there is nothing to ride on; but a browser that names another site is refused all the same. */
export function requireOwnOriginIfAny(request: Request, origins: readonly string[]): void {
  if (request.get('origin') !== undefined) requireOwnOrigin(request, origins)
}

function refuseWaiting(caller: Caller): void {
  if (caller.kind === 'person') refuseUnconfirmedKey(caller.keyState)
}

function requirePerson(caller: Caller): PersonCaller {
  if (caller.kind === 'person') return caller
  throw forbid('SCOPE', 'This needs a person who has signed in with a security key; no API client can do it.')
}

function requireScope(caller: Caller, scope: string): void {
  if (caller.kind === 'person') throw forbid('SCOPE', `This is for API clients with the scope ${scope}.`)
  if (!caller.scopes.includes(scope)) throw forbid('SCOPE', `This API client does not have the scope ${scope}.`)
}
