import { Router, type Request, type Response } from 'express'
import { readSubject, viewerOf } from '../consent/read-subject.ts'
import type { SubjectHead, SubjectKinds } from '../consent/subject-kind.ts'
import { notFound } from '../domain/errors.ts'
import { mayReadAccounts } from '../domain/read-accounts.ts'
import type { Authentication, Caller } from '../people/caller.ts'
import type { Db } from '../platform/postgres/database.ts'
import { proposeAccount, proposeCounterparty } from './propose-account-change.ts'
import { proposeContactChange } from './propose-contact-change.ts'
import { proposeAccountRemoval, proposeContactRemoval, type RemovalRequest } from './propose-removal.ts'
import { AccountProposal, ContactProposal, CounterpartyBody, PageQuery, RemovalProposal } from './schema.ts'
import { viewCounterparties, viewCounterparty, type Shown } from './view-counterparty.ts'

export interface DirectoryRoom {
  readonly db: Db
  readonly authentication: Authentication
  readonly kinds: SubjectKinds
  /** Policy waits are divided by this; 1 except in the demo. */
  readonly timeScale: number
}

/** What is on file about payees, and proposals to change it: each answers with the subject that others sign. */
export function directoryRoutes({ db, authentication, kinds, timeScale }: DirectoryRoom): Router {
  const router = Router()
  const admitted = authentication.either('directory:write')

  router.get('/v1/counterparties', admitted, async (request, response) => {
    response.json(
      await viewCounterparties(db, PageQuery.parse(request.query), shownTo(authentication.callerOf(request))),
    )
  })

  router.get('/v1/counterparties/:id', admitted, async (request, response) => {
    response.json(await viewCounterparty(db, idOf(request), shownTo(authentication.callerOf(request))))
  })

  router.get('/v1/counterparties/:id/accounts', admitted, async (request, response) => {
    const { accounts } = await viewCounterparty(db, idOf(request), shownTo(authentication.callerOf(request)))
    response.json({ items: accounts })
  })

  router.get('/v1/counterparties/:id/contacts', admitted, async (request, response) => {
    const { contacts } = await viewCounterparty(db, idOf(request), shownTo(authentication.callerOf(request)))
    response.json({ items: contacts })
  })

  router.post('/v1/counterparties', admitted, async (request, response) => {
    const body = CounterpartyBody.parse(request.body)
    await answer(
      request,
      response,
      await proposeCounterparty(db, kinds, timeScale, authentication.callerOf(request), body),
    )
  })

  router.post('/v1/counterparties/:id/accounts', admitted, async (request, response) => {
    const body = AccountProposal.parse(request.body)
    await answer(
      request,
      response,
      await proposeAccount(db, kinds, timeScale, authentication.callerOf(request), idOf(request), body),
    )
  })

  router.post('/v1/counterparties/:id/contacts', admitted, async (request, response) => {
    const body = ContactProposal.parse(request.body)
    await answer(
      request,
      response,
      await proposeContactChange(db, kinds, timeScale, authentication.callerOf(request), idOf(request), body),
    )
  })

  router.post('/v1/counterparties/:id/accounts/:accountId/retire', admitted, async (request, response) => {
    const removal = removalOf(request, 'accountId', ACCOUNT_ID)
    await answer(request, response, await proposeAccountRemoval(db, kinds, timeScale, removal))
  })

  router.post('/v1/counterparties/:id/contacts/:contactId/retire', admitted, async (request, response) => {
    const removal = removalOf(request, 'contactId', CONTACT_ID)
    await answer(request, response, await proposeContactRemoval(db, kinds, timeScale, removal))
  })

  function removalOf(request: Request, param: string, pattern: RegExp): RemovalRequest {
    const id = String(request.params[param])
    if (!pattern.test(id)) throw notFound(param === 'accountId' ? 'account' : 'contact')
    const caller = authentication.callerOf(request)
    return { caller, counterpartyId: idOf(request), id, body: RemovalProposal.parse(request.body) }
  }

  async function answer(request: Request, response: Response, head: SubjectHead): Promise<void> {
    const caller = authentication.callerOf(request)
    const viewer = caller.kind === 'person' ? viewerOf(caller) : ({ kind: 'full' } as const)
    const subject = await readSubject(db, kinds, head, viewer)
    response.status(201).location(`/v1/subjects/${head.type}/${head.id}`).json(subject)
  }

  return router
}

const ACCOUNT_ID = /^acc_[0-9a-z]{1,40}$/
const CONTACT_ID = /^con_[0-9a-z]{1,40}$/

/** A client that may write the directory reads it. */
function shownTo(caller: Caller): Shown {
  return caller.kind === 'client' || mayReadAccounts(caller.roles) ? 'all' : 'masked'
}

function idOf(request: Request): string {
  const id = String(request.params['id'])
  if (!/^cpt_[0-9a-z]{1,40}$/.test(id)) throw notFound('counterparty')
  return id
}
