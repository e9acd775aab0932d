import { jest } from '@jest/globals'
import type { Browser, Page, Route } from 'playwright-core'
import { z } from 'zod'
import { memoryStore, verifyRelease } from '../../client/index.ts'
import { launchChromium } from '../../src/embedded/chromium/launch-chromium.ts'
import { GenesisChallenge } from '../../src/people/schema.ts'
import { createSoftwareKey } from '../../src/sandbox/software-key.ts'
import { VirtualKey } from '../../src/sandbox/virtual-key.ts'
import { findBarriers } from '../support/browser/accessibility.ts'
import { plugInAttested } from '../support/browser/attested-key.ts'
import { openDialog, openPayment, pressKey } from '../support/browser/decision-screen.ts'
import { chooseRadio, pressControl, typeInto } from '../support/browser/keyboard.ts'
import { seeAlert, seeHeading, seeText } from '../support/browser/screen.ts'
import { openAlbum } from '../support/browser/screenshots.ts'
import { openVisitor, type Visitor } from '../support/browser/visitor.ts'
import { runToEnd } from '../support/command.ts'
import { createErp } from '../support/erp.ts'
import { BY_ERP, invoiceFrom } from '../support/invoices.ts'
import { openKeyMaker } from '../support/key-maker.ts'
import { ORGANISATION, SUPPLIER } from '../support/organisation.ts'
import { startProduction, type Production } from '../support/production.ts'
import { describeWithService } from '../support/service.ts'
import { asSuperuser } from '../support/topology.ts'

interface Founder extends Visitor {
  readonly key: VirtualKey
  /** As their screen shows it, to be read aloud. */
  readonly fingerprint: string
}

const FOUNDERS = ['fay', 'gil', 'lea', 'ben', 'ivy'] as const
type FounderName = (typeof FOUNDERS)[number]

/** A third administrator, who has a key as good as the others' and may want it taken for theirs. */
const LEA = { email: 'lea@example.com', name: 'Lea Example', roles: ['administrator'], groups: ['security'] }

const Subjects = z.object({ items: z.array(z.object({ subject: z.object({ id: z.string() }) })) })
const Standing = z.object({ genesis: z.string() })

const CHALLENGES = '**/v1/genesis/challenges'
const CONFIRMATIONS = '**/v1/genesis/confirmations'

/**
 * From an installation that nobody may use to its first payment, by what is on screen. The processes are production's
 * own, unbent: their operator has put the root of a maker of his own into ATTESTATION_ROOTS, and that maker's keys are in
 * people's hands. Every test goes on where the last one ended.
 */
describeWithService('The founding of an organisation, in production', () => {
  const album = openAlbum('genesis')
  const founders = new Map<FounderName, Founder>()
  const visitors: Visitor[] = []
  let production: Production
  let browser: Browser
  jest.setTimeout(240_000)

  beforeAll(async () => {
    const maker = await openKeyMaker()
    const organisation = { people: [...ORGANISATION.people, LEA] }
    production = await startProduction({ roots: maker.pem, keyMaker: maker, organisation })
    browser = await launchChromium({ onProgress: () => {}, log: () => {} })
  }, 420_000)
  afterEach(() => expect(visitors.flatMap(({ faults }) => faults.found)).toEqual([]))
  afterAll(async () => {
    await browser?.close()
    await production?.topology.close()
  }, 60_000)

  function founder(name: FounderName): Founder {
    const found = founders.get(name)
    if (found === undefined) throw new TypeError(`Unexpected ${name}, who has not enrolled`)
    return found
  }

  async function atInvitation(name: string, plugIn: (page: Page) => Promise<void>): Promise<Visitor> {
    const { service } = production
    const visitor = await openVisitor(browser, service.origin, { viewport: { width: 1440, height: 900 } })
    visitors.push(visitor)
    await plugIn(visitor.page)
    await visitor.page.goto(`/enrol#${service.secrets.people[`${name}@example.com`]?.enrolment ?? ''}`)
    await seeHeading(visitor.page, 'Enrol your security key')
    return visitor
  }

  async function standing(page: Page): Promise<string> {
    return Standing.parse(await (await page.request.get('/v1/installation')).json()).genesis
  }

  async function toGenesis({ page }: Founder): Promise<void> {
    await page.goto('/')
    await pressControl(page, 'link', 'Confirm the other administrator’s key')
    await seeHeading(page, 'Begin the organisation')
  }

  async function typeFingerprint({ page }: Founder, heard: string): Promise<void> {
    await typeInto(page, 'Fingerprint of the other administrator’s key', heard)
    await pressControl(page, 'button', 'Show what I would sign')
  }

  /** Signatures that the key has given anywhere: it was asked for nothing while this stays. */
  async function signatures({ key }: Founder): Promise<number> {
    await key.settle()
    return key.toJSON().credentials.reduce((sum, { counter }) => sum + counter, 0)
  }

  async function decide(page: Page): Promise<void> {
    await chooseRadio(page, 'Not at all')
    await pressKey(await openDialog(page))
    await seeText(page, 'Signed and recorded.')
  }

  async function onlySubject(page: Page, type: string): Promise<string> {
    const { items } = Subjects.parse(await (await page.request.get(`/v1/subjects?view=waiting&type=${type}`)).json())
    expect(items).toHaveLength(1)
    return items[0]?.subject.id ?? ''
  }

  it('takes no key whose maker its operator does not trust', async () => {
    const key = new VirtualKey(await createSoftwareKey())
    const { page, faults } = await atInvitation('kim', (empty) => key.plugInto(empty))
    faults.allow(/403/)
    await pressControl(page, 'button', 'Enrol security key')
    await seeAlert(page, 'The maker of this key could not be confirmed')
  })

  it.each(FOUNDERS)('lets %s enrol, whose key then waits for somebody to compare it', async (name) => {
    const key = new VirtualKey(await createSoftwareKey({ root: production.service.keyMaker }))
    const visitor = await atInvitation(name, (empty) => plugInAttested(empty, key))
    const { page } = visitor
    await pressControl(page, 'button', 'Enrol security key')
    await seeHeading(page, 'Your key is enrolled')
    await seeText(page, /^It waits: /)
    const fingerprint = await page.locator('code').innerText()
    expect(fingerprint.replaceAll(/\s/g, '')).toMatch(/^[0-9a-f]{64}$/)
    await pressControl(page, 'link', 'Go to sign-in')
    await pressControl(page, 'button', 'Sign in with security key')
    await seeHeading(page, 'Your key waits to be confirmed')
    founders.set(name, { ...visitor, key, fingerprint })
  })

  it('lets nobody approve anything before it has begun', async () => {
    const { page } = founder('ben')
    expect(await standing(page)).toBe('pending')
    const { rows } = await asSuperuser(production.topology.databaseUrl, (client) =>
      client.query<{ id: string; requirement: string }>(
        `SELECT s.id, r.id AS requirement FROM subjects s JOIN requirements r ON r.subject_id = s.id
          WHERE s.type = 'account-change'`,
      ),
    )
    const [waiting] = rows
    expect(rows).toHaveLength(1)
    const id = waiting?.id ?? ''
    await page.goto(`/subjects/account-change/${id}`)
    await seeHeading(page, 'Your key waits to be confirmed')
    await seeText(page, 'Gil Example')
    expect(await page.getByRole('button', { name: 'Sign…' }).count()).toBe(0)
    // Nor behind the screen's back.
    const read = await page.request.get(`/v1/subjects/account-change/${id}`)
    const asked = await page.request.post('/v1/challenges', {
      data: {
        subject: { type: 'account-change', id },
        requirementId: waiting?.requirement,
        decision: 'confirm',
        contactedBy: 'none',
      },
      headers: { origin: production.service.origin },
    })
    for (const answer of [read, asked]) {
      expect([answer.status(), await answer.json()]).toEqual([
        403,
        expect.objectContaining({ code: 'CREDENTIAL_INACTIVE' }) as object,
      ])
    }
  })

  it('refuses a fingerprint that is nobody’s, one’s own, and one of somebody who is no administrator', async () => {
    const fay = founder('fay')
    const { page, faults, fingerprint } = fay
    faults.allow(/422/)
    await toGenesis(fay)
    expect(await findBarriers(page, 'before', album)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
    const before = await signatures(fay)
    await typeFingerprint(fay, fingerprint.replaceAll(/\s/g, '').slice(1))
    await seeText(page, 'A fingerprint has 64 characters of 0–9 and a–f; this has 63.')
    const last = founder('gil').fingerprint.trim().at(-1) === '0' ? '1' : '0'
    const misheard = founder('gil').fingerprint.trim().slice(0, -1) + last
    for (const heard of [misheard, fingerprint, founder('ben').fingerprint]) {
      await page.reload()
      await typeFingerprint(fay, heard)
      await seeAlert(page, 'No other administrator has enrolled a key with this fingerprint.')
    }
    expect(await findBarriers(page, 'wrong fingerprint', album)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
    expect(await signatures(fay)).toBe(before)
  })

  it('does not ask the key to sign for another administrator than the one who was heard', async () => {
    const fay = founder('fay')
    const { page } = fay
    await toGenesis(fay)
    const before = await signatures(fay)
    // On the way, Lea's fingerprint takes the place of Gil's: the service answers with a statement as good as any.
    const insteadOfGil = (route: Route) => route.continue({ postData: { fingerprint: plain(founder('lea')) } })
    await page.route(CHALLENGES, insteadOfGil)
    await typeFingerprint(fay, founder('gil').fingerprint)
    await seeAlert(page, /Nothing was signed: .*confirmedFingerprint/)
    expect(await findBarriers(page, 'another fingerprint', album)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.unroute(CHALLENGES)
    expect(await signatures(fay)).toBe(before)
  })

  it('does not take an endorsement that another key has signed', async () => {
    const [fay, lea] = [founder('fay'), founder('lea')]
    const { page, faults } = fay
    faults.allow(/403/)
    await toGenesis(fay)
    const challenge = page.waitForResponse(CHALLENGES)
    await typeFingerprint(fay, founder('gil').fingerprint)
    const { publicKey } = GenesisChallenge.parse(await (await challenge).json())
    await page.route(CONFIRMATIONS, async (route) => {
      const asked = { ...publicKey, challenge: String(publicKey['challenge']), allowCredentials: [] }
      const forged = await lea.key.get(asked, { origin: production.service.origin })
      const answer = route.request().postDataJSON() as object
      await route.continue({ postData: { ...answer, credential: forged } })
    })
    await pressControl(page, 'button', 'Sign with security key')
    await seeAlert(page, 'CREDENTIAL_FOREIGN')
    await page.unroute(CONFIRMATIONS)
    expect(await confirmations()).toEqual([])
    expect(await standing(page)).toBe('pending')
  })

  it('has not begun when one of the two has confirmed', async () => {
    const fay = founder('fay')
    const { page } = fay
    await toGenesis(fay)
    await typeFingerprint(fay, founder('gil').fingerprint)
    await seeHeading(page, 'What you sign')
    await seeText(page, 'That this is the key of Gil Example, who has read it to you.')
    const shown = await page.locator('code').allInnerTexts()
    expect(shown.map((text) => text.replaceAll(/\s/g, ''))).toContain(plain(founder('gil')))
    expect(await findBarriers(page, 'what is signed', album)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
    await pressControl(page, 'button', 'Sign with security key')
    await seeText(page, 'You have confirmed them')
    expect(await findBarriers(page, 'half', album)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
    expect(await standing(page)).toBe('pending')
    expect(await keyStates()).toEqual({
      fay: 'pending',
      gil: 'pending',
      lea: 'pending',
      ben: 'pending',
      ivy: 'pending',
    })
  })

  it('begins with the signature of the other one, and both see it', async () => {
    const [fay, gil] = [founder('fay'), founder('gil')]
    await toGenesis(gil)
    // As people write down what they hear.
    await typeFingerprint(gil, fay.fingerprint.toUpperCase())
    await pressControl(gil.page, 'button', 'Sign with security key')
    await seeText(gil.page, 'The organisation has begun')
    expect(await findBarriers(gil.page, 'begun', album)).toEqual([])
    await gil.page.setViewportSize({ width: 1440, height: 900 })
    // By itself: she has not touched anything since.
    await seeText(fay.page, 'The organisation has begun')
    expect(await gil.page.getByRole('link', { name: 'Confirm the other administrator’s key' }).count()).toBe(0)
    expect(await standing(gil.page)).toBe('confirmed')
    expect(await keyStates()).toEqual({ fay: 'active', gil: 'active', lea: 'pending', ben: 'pending', ivy: 'pending' })
    expect(await confirmations()).toEqual([
      expect.objectContaining({ fingerprint: plain(gil) }),
      expect.objectContaining({ fingerprint: plain(fay) }),
    ])
  })

  it.each([
    ['ben', 'fay'],
    ['ivy', 'gil'],
  ] as const)('lets %s in with one administrator’s signature: %s’s', async (name, administrator) => {
    const { page } = founder(administrator)
    await page.goto('/genesis')
    await pressControl(page, 'link', 'Keys that wait to be confirmed')
    await seeHeading(page, 'Inbox')
    const whose = new RegExp(`${name} example`, 'i')
    await page.getByRole('link', { name: whose }).waitFor()
    await pressControl(page, 'link', whose)
    await seeHeading(page, 'Confirm a security key')
    const shown = await page.locator('code').allInnerTexts()
    expect(shown.map((text) => text.replaceAll(/\s/g, ''))).toContain(plain(founder(name)))
    await decide(page)
    expect((await keyStates())[name]).toBe('active')
  })

  it('then pays as production pays: a payee on file by two signatures, a payment by one, and a token that holds', async () => {
    const [ben, ivy] = [founder('ben'), founder('ivy')]
    const change = await onlySubject(ben.page, 'account-change')
    for (const { page } of [ben, ivy]) {
      await page.goto(`/subjects/account-change/${change}`)
      await decide(page)
    }
    await ivy.page.locator('[data-state="applied"]').first().waitFor()

    const erp = createErp(production.service, 'erp')
    const invoice = invoiceFrom(SUPPLIER, '12500.00', BY_ERP)
    const { id } = await erp.submit(invoice)
    await openPayment(ben.page, id)
    await decide(ben.page)
    const token = await erp.release(id)
    const { env, folder: cwd } = production.topology
    const keys = await runToEnd(['keys'], { env: env('signer'), cwd })
    const { thumbprints } = JSON.parse(keys.output) as { thumbprints: string[] }
    const options = { clientId: 'erp', origin: production.service.origin, thumbprints }
    expect(await verifyRelease(token, invoice, memoryStore(), options)).toMatchObject({
      valid: true,
      orderId: id,
      profile: 'production',
    })
  })

  /** By whom, in the one entry of the log by which the organisation begins. */
  async function confirmations(): Promise<unknown[]> {
    const read = "SELECT body FROM log_entries WHERE kind = 'genesis.confirmed'"
    const { rows } = await asSuperuser(production.topology.databaseUrl, (client) =>
      client.query<{ body: string }>(read),
    )
    return rows.flatMap(({ body }) => (JSON.parse(body) as { confirmations: unknown[] }).confirmations)
  }

  async function keyStates(): Promise<Record<string, string>> {
    const read = "SELECT split_part(email, '@', 1) AS name, keys.state FROM keys JOIN people ON people.id = person_id"
    const { rows } = await asSuperuser(production.topology.databaseUrl, (client) =>
      client.query<{ name: string; state: string }>(read),
    )
    return Object.fromEntries(rows.map(({ name, state }) => [name, state]))
  }
})

function plain({ fingerprint }: Founder): string {
  return fingerprint.replaceAll(/\s/g, '').toLowerCase()
}
