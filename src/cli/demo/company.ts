import { setTimeout as pause } from 'node:timers/promises'
import { createErp, type Erp } from '../../sandbox/rest-erp.ts'
import type { Site } from '../../sandbox/rest-person.ts'
import type { Colleague, Reception } from './colleague.ts'
import type { Expectations } from './expect.ts'
import type { Narrator } from './narrate.ts'
import { initOrganisation, readThumbprints, type Organisation, type Secrets } from './organisation.ts'
import type { Surroundings } from './service.ts'
import type { Visitor } from './visitors.ts'

/** A fictional company at work: its people with their keys, its ERP, and what `init` handed out. */
export interface Company {
  readonly site: Site
  readonly organisation: Organisation
  readonly secrets: Secrets
  readonly erp: Erp
  /** Of the release key, as the signer's own folder has it and not as the API says. */
  readonly thumbprints: readonly string[]
  /** By the first part of their address: `ana`, `cfo`. */
  person(name: string): Colleague
  /** The phone number that organisation.yaml has on file. */
  phoneOf(name: string): string
}

export interface Founding {
  readonly surroundings: Surroundings
  readonly site: Site
  readonly reception: Reception
  readonly webhookUrl: string
  readonly visitors: readonly Visitor[]
  readonly narrator: Narrator
  readonly steps: Expectations
}

const APPLIED_LIMIT_MS = 20_000
const DESKS = 3

/** From an empty installation to a company whose people have keys and whose supplier is on file. */
export async function foundCompany(founding: Founding): Promise<Company> {
  const { surroundings, site, reception, webhookUrl, visitors, narrator, steps } = founding
  const { organisation, secrets } = await initOrganisation(surroundings, webhookUrl, visitors)
  narrator.say(`${organisation.organisation.name} is set up from examples/organisation.yaml.`)
  const people = await steps.accepted(
    `${organisation.people.length} people each enrol a security key of their own`,
    201,
    () => {
      return enrolEveryone(reception, organisation, secrets)
    },
  )
  const secret = secrets.clients['erp']?.secret ?? ''
  const company: Company = {
    site,
    organisation,
    secrets,
    thumbprints: await readThumbprints(surroundings),
    erp: createErp(site, { clientId: 'erp', secret }),
    person(name) {
      const found = people.find(({ email }) => email === `${name}@example.com`)
      if (found === undefined) throw new TypeError(`Unexpected ${name}, who is not in examples/organisation.yaml`)
      return found
    },
    phoneOf: (name) => organisation.people.find(({ email }) => email === `${name}@example.com`)?.phones[0] ?? '',
  }
  await putPayeesOnFile(company, narrator, steps)
  return company
}

/** Each by themselves, as many at once as there are desks. */
async function enrolEveryone(
  reception: Reception,
  organisation: Organisation,
  { people }: Secrets,
): Promise<Colleague[]> {
  const waiting = organisation.people.map(({ email }) => ({ email, token: people[email]?.enrolment ?? '' }))
  const enrolled: Colleague[] = []
  await Promise.all(
    Array.from({ length: DESKS }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        enrolled.push(await reception.enrol(next))
      }
    }),
  )
  return enrolled
}

/** Payees of the file are known once a quorum has signed that they are who they are. */
async function putPayeesOnFile(company: Company, narrator: Narrator, steps: Expectations): Promise<void> {
  const [payee] = company.organisation.counterparties
  narrator.say(`${payee?.name ?? 'The supplier'} becomes known by an account change, not by being in the file.`)
  const ben = await company.person('ben').session()
  const item = (await ben.inbox()).find(({ subject }) => subject.type === 'account-change')
  if (item === undefined) throw new Error('The account change of set-up waits for nobody')
  const subject = { type: 'account-change' as const, id: item.subject.id }
  for (const name of ['ben', 'ivy']) {
    await steps.accepted(`${nameOf(company, name)} of treasury signs for the payee's account`, 201, () => {
      return company.person(name).approve({ subject, requirementId: item.requirementId })
    })
  }
  const deadline = performance.now() + APPLIED_LIMIT_MS
  let { state } = await ben.read(subject)
  while (state === 'awaiting_evidence' && performance.now() < deadline) {
    await pause(100)
    ;({ state } = await ben.read(subject))
  }
  steps.same('the payee and its account are on file', 'applied', state)
}

/** First names do in a story. */
export function nameOf({ organisation }: Company, name: string): string {
  const full = organisation.people.find(({ email }) => email === `${name}@example.com`)?.name ?? name
  return full.split(' ')[0] ?? full
}
