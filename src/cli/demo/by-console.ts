import type { Browser, Page } from 'playwright-core'
import { withSession, type Invitation, type Person, type Site } from '../../sandbox/rest-person.ts'
import { createSoftwareKey } from '../../sandbox/software-key.ts'
import { openKeySlot, VirtualKey } from '../../sandbox/virtual-key.ts'
import type { Album } from './album.ts'
import type { Colleague, Reception } from './colleague.ts'
import { CallPage } from './console/call-page.ts'
import { DecisionPage, type Signed } from './console/decision-page.ts'
import { DoorPage } from './console/door-page.ts'

const DESK = { width: 1440, height: 900 }

/** What the stories do not come to. */
const ELSEWHERE = [
  ['/submit', 'could submit a payment'],
  ['/calls', 'looks at the call desk'],
  ['/reviews', 'looks at the reviews'],
  ['/directory', 'looks at the payees'],
  ['/holds', 'looks at the holds'],
  ['/stop', 'could stop all payments'],
  ['/report', 'could report a contact'],
  ['/log', 'looks at the log'],
  ['/people', 'looks at the people'],
  ['/policy', 'reads the policy'],
  ['/keys', 'looks at her keys'],
  ['/second-display', 'has a second display'],
] as const

/** How the console says `SELF_APPROVAL` before anybody tries. */
const OWN_REQUEST = 'You asked for or changed this, so somebody else has to approve it.'

/** Somebody at a browser of their own, their key plugged in. */
interface Seat {
  readonly site: Required<Site>
  readonly page: Page
  readonly album: Album
  readonly key: VirtualKey
  readonly id: string
  readonly email: string
}

/** People at the console, each in a browser of their own with a key of their own, and pictures of what they see. */
export function receiveAtConsole(site: Required<Site>, browser: Browser, album: Album): Reception {
  const context = { baseURL: site.origin, viewport: DESK, locale: 'en-GB', serviceWorkers: 'block' } as const
  let isFirst = true
  return {
    async enrol({ email, token }) {
      const shown = isFirst
      isFirst = false
      const page = await (await browser.newContext({ ...context, reducedMotion: 'reduce' })).newPage()
      const key = new VirtualKey(await createSoftwareKey())
      await openKeySlot(page)
      await key.plugInto(page)
      const door = new DoorPage(page, site.onAnswer)
      await door.openInvitation(token)
      if (shown) await album.take(page, `${nameIn(email)} enrols`)
      const { person } = await door.enrol('Key ring')
      if (shown) await album.take(page, `${nameIn(email)} is enrolled`)
      return playedAtConsole({ site, page, album, key, id: person.id, email })
    },
    close: () => browser.close(),
  }
}

function playedAtConsole(seat: Seat): Colleague {
  const { site, page, album, email } = seat
  const decision = new DecisionPage(page, site.onAnswer)
  const call = new CallPage(page, site.onAnswer)
  const name = nameIn(email)
  let signedIn: Promise<Person> | undefined
  const enter = (): Promise<Person> => (signedIn ??= signIn(seat))
  const show = (what: string): Promise<void> => album.take(page, `${name} ${what}`)

  return {
    email,
    session: enter,
    async findsWaiting({ subject, requirementId }) {
      const items = await (await enter()).inbox()
      await page.goto('/')
      const row = page.locator(`a[href$="/${subject.id}"]`)
      await row.waitFor({ timeout: 5_000 }).catch(() => undefined)
      await show('opens the inbox')
      const isListed = items.some((item) => item.subject.id === subject.id && item.requirementId === requirementId)
      return isListed && (await row.isVisible())
    },
    async lookAt(subject) {
      const { state } = await (await enter()).read(subject)
      await decision.open(subject)
      await show('looks how it ended')
      return state
    },
    async lookAround() {
      await enter()
      for (const [path, what] of ELSEWHERE) {
        await page.goto(path)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'hidden' })
        await show(what)
      }
    },
    async approve({ subject, requirementId }, { invoice, contactedBy = 'none' } = {}) {
      const person = await enter()
      await decision.open(subject)
      if (await decision.says(OWN_REQUEST)) {
        await show('reads why not')
        // Whatever the console offers: this is what a page of theirs could send.
        const { id: challengeId } = await person.challenge(subject, requirementId, 'confirm', { contactedBy })
        throw new Error(`The console refuses ${name} a signature, but the service hands out challenge ${challengeId}`)
      }
      await decision.sayContacted(contactedBy)
      if (invoice !== undefined && (await decision.isBlind())) {
        await decision.typeFromInvoice(invoice)
        await show('types from the invoice')
        await decision.compareWithPayment().catch(async (error: unknown) => {
          await decision.mismatch()
          await show('is told it does not match')
          throw error
        })
        await show('sees the payment')
      }
      const dialog = await decision.openDialog('Sign…')
      await show('signs')
      const { handedIn } = await decision.press(dialog, 'Sign with my key')
      await show('has signed')
      return handedIn
    },
    async confirmHavingAsked({ subject }) {
      await enter()
      await decision.open(subject)
      await decision.sayContacted('none')
      await show('is asked whether she asked for it')
      return signWith('Yes, I asked for exactly this…')
    },
    async deny({ subject }, reason) {
      await enter()
      await decision.open(subject)
      await show('reads what is asked for in her name')
      await album.takeOnPhone(page, `${name} reads it on a phone`)
      const dialog = await decision.openDialog(/^(Deny…|No, I did not…)$/)
      await decision.sayWhyNot(dialog, reason)
      await show('denies')
      const { standing } = await decision.press(dialog, 'Deny with my key')
      await show('has denied')
      return standing
    },
    async letContinue({ subject }, reason) {
      await enter()
      await decision.open(subject)
      await decision.sayContacted('none')
      await show('reads why it was flagged')
      return signWith('Continue…', reason)
    },
    async openWorksheet({ requirementId }, offered) {
      await enter()
      await call.open(requirementId)
      if (offered === undefined) return call.openWorksheet()
      try {
        return await call.compareOffered(offered)
      } finally {
        await call.settle()
        await show('compares the number he was given')
      }
    },
    async makeCall(_callbackId, stated) {
      await call.startCall()
      await show('rings the number on file')
      await call.writeDown(stated)
      await show('writes down what was stated')
      return call.record()
    },
    async signCall() {
      await call.sayNotContacted()
      await show('signs the call')
      return call.sign()
    },
  }

  async function signWith(button: 'Yes, I asked for exactly this…' | 'Continue…', reason?: string) {
    const dialog = await decision.openDialog(button)
    if (reason !== undefined) await dialog.getByLabel('What did you check?').fill(reason)
    await show('signs')
    const { standing }: Signed = await decision.press(dialog, 'Sign with my key')
    await show('has signed')
    return standing
  }
}

/** By the screen; the session is the browser's, and REST calls go with it. */
async function signIn({ site, page, key, id, email }: Seat): Promise<Person> {
  await new DoorPage(page, site.onAnswer).signIn(email)
  const cookies = await page.context().cookies(site.origin)
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  return withSession(site, { id, email, key, cookie })
}

function nameIn(email: Invitation['email']): string {
  return email.split('@')[0] ?? email
}
