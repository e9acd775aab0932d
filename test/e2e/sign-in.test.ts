import { signIn } from '../support/people.ts'
import { createSoftwareKey } from '../../src/sandbox/software-key.ts'
import { VirtualKey } from '../../src/sandbox/virtual-key.ts'
import { describeWithBrowser } from '../support/browser/stage.ts'
import { findBarriers } from '../support/browser/accessibility.ts'
import { pressControl, tabTo, typeInto } from '../support/browser/keyboard.ts'
import { seeAlert, seeHeading, textOf } from '../support/browser/screen.ts'
import { askKey, enrolOn, signInOn } from '../support/browser/sign-in.ts'

const CURRENT = '/v1/sessions/current'

describeWithBrowser('Signing in with a security key', {}, (stage) => {
  it('opens a session for the person whose key is plugged into the page', async () => {
    const ben = await stage().enter('ben')
    await ben.page.goto('/docs')
    await signInOn(ben.page, ben.person.email)
    const current = await ben.page.request.get(CURRENT)
    expect(await current.json()).toMatchObject({ person: { email: 'ben@example.com' } })
  })

  it('keeps people in their own browsers apart, several at once', async () => {
    const [ben, ivy] = [await stage().signedIn('ben'), await stage().signedIn('ivy')]
    for (const { page, person } of [ben, ivy])
      expect(await (await page.request.get(CURRENT)).json()).toMatchObject({ person: { email: person.email } })
    const nobody = await stage().visitor()
    expect((await nobody.page.request.get(CURRENT)).status()).toBe(401)
  })

  it('knows one key whether it signs in a page, in another browser, or by REST', async () => {
    const { person, key, page } = await stage().signedIn('dan')
    const other = await stage().signedIn('dan')
    await key.settle()
    await signInOn(page, person.email)
    await key.settle()
    await signInOn(other.page, person.email)
    // By REST: the counter goes on where the pages left it, else the service takes the key for a copy.
    const challenge = await page.request.post('/v1/sessions/challenges', { data: { email: person.email } })
    const { challengeId, publicKey } = (await challenge.json()) as {
      challengeId: string
      publicKey: { challenge: string }
    }
    const { origin } = stage().office.service
    const credential = await key.get(publicKey, { origin })
    const answer = await page.request.post('/v1/sessions', { data: { challengeId, credential }, headers: { origin } })
    expect(answer.status()).toBe(201)
    await signInOn(page, person.email)
  })

  it('is refused to a page without the key', async () => {
    const { page, key, person } = await stage().enter('eve')
    await page.goto('/docs')
    await key.pullOutOf(page)
    await expect(within(4_000, signInOn(page, person.email))).rejects.toThrow(/NotAllowedError|not answered/)
    // Without a key of anybody's, from the start.
    const nobody = await stage().visitor()
    await nobody.page.goto('/docs')
    await expect(within(4_000, signInOn(nobody.page, person.email))).rejects.toThrow(/NotAllowedError|not answered/)
    await key.plugInto(page)
    await page.reload()
    await signInOn(page, person.email)
  })

  it('is refused to whoever holds the key but not its PIN', async () => {
    const { page, key, person } = await stage().enter('fay')
    await page.goto('/docs')
    await key.setOwnerVerified(false)
    await expect(within(4_000, signInOn(page, person.email))).rejects.toThrow(/NotAllowedError|not answered/)
    await page.reload()
    await key.setOwnerVerified(true)
    await signInOn(page, person.email)
  })

  it('is refused to one person with the key of another', async () => {
    const hal = await stage().enter('hal')
    await hal.page.goto('/docs')
    const challenge = await hal.page.request.post('/v1/sessions/challenges', { data: { email: 'ivy@example.com' } })
    const { publicKey } = (await challenge.json()) as { publicKey: object }
    await expect(within(4_000, askKey(hal.page, publicKey))).rejects.toThrow(/NotAllowedError|not answered/)
  })
})

describeWithBrowser('The sign-in screen', {}, (stage) => {
  it('knows whose key it is without an address, and goes on to where somebody wanted to', async () => {
    const { page, faults } = await stage().enter('ben')
    // Nobody is signed in: the browser says so as well.
    faults.allow(/401/)
    await page.goto('/holds')
    await seeHeading(page, 'Sign in')
    expect(new URL(page.url()).search).toBe('?next=%2Fholds')
    expect(await findBarriers(page, 'sign-in', stage().album)).toEqual([])
    await pressControl(page, 'button', 'Sign in with security key')
    await seeHeading(page, 'Holds')
  })

  it('signs in by address and key, with the keyboard alone', async () => {
    const { page } = await stage().enter('ivy')
    await page.goto('/sign-in')
    await typeInto(page, 'E-mail address', 'IVY@example.com ')
    await page.keyboard.press('Enter')
    await seeHeading(page, 'Inbox')
    await tabTo(page, 'button', 'Account: Ivy Example')
  })

  it.each(['https://elsewhere.example/', '//elsewhere.example', '/\\elsewhere.example', 'javascript:alert(1)'])(
    'goes nowhere else afterwards: %s',
    async (next) => {
      const { page } = await stage().enter('cfo')
      await page.goto(`/sign-in?${new URLSearchParams({ next }).toString()}`)
      await pressControl(page, 'button', 'Sign in with security key')
      await seeHeading(page, 'Inbox')
      expect(page.url()).toBe(`${stage().office.service.origin}/`)
    },
  )

  it('says the same to the key of another and to an address that nobody has', async () => {
    const told: string[] = []
    for (const email of ['ivy@example.com', 'nobody@example.com']) {
      const { page, key } = await stage().enter('hal')
      await page.goto('/sign-in')
      await typeInto(page, 'E-mail address', email)
      await page.keyboard.press('Enter')
      // The browser finds out by itself that this key is not asked, or whoever sits there gives up.
      await page.evaluate('new Promise((waited) => setTimeout(waited, 300))')
      await key.pullOutOf(page)
      await seeAlert(page, 'No key answered')
      told.push(await textOf(page))
      expect((await page.request.get(CURRENT)).status()).toBe(401)
    }
    expect(told[1]).toBe(told[0])
  })

  it('can be tried again after a key was not unlocked', async () => {
    const { page, key } = await stage().enter('fay')
    await page.goto('/sign-in')
    await key.setOwnerVerified(false)
    await pressControl(page, 'button', 'Sign in with security key')
    await seeAlert(page, 'No key answered')
    expect(await findBarriers(page, 'no key answered', stage().album)).toEqual([])
    await key.setOwnerVerified(true)
    await pressControl(page, 'button', 'Sign in with security key')
    await seeHeading(page, 'Inbox')
  })

  it('refuses a key that was never enrolled here', async () => {
    const { page, faults } = await stage().visitor()
    faults.allow(/40\d/)
    const stranger = new VirtualKey(await createSoftwareKey({ root: stage().office.service.keyMaker }))
    await stranger.plugInto(page)
    await page.goto('/sign-in')
    // It knows this address, from a place that looked the same: it has a credential of its own for it.
    await page.evaluate(`navigator.credentials.create({ publicKey: {
      rp: { id: location.hostname, name: 'x' }, challenge: new Uint8Array(32),
      user: { id: new Uint8Array(16), name: 'x', displayName: 'x' },
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    } }).then(() => undefined)`)
    await pressControl(page, 'button', 'Sign in with security key')
    await seeAlert(page, 'This key does not sign in here')
  })
})

// Chromium's own keys say who made them, but nobody believes it.
describeWithBrowser('Enrolling a security key in a page', { env: { ATTESTATION_ROOTS: '' } }, (stage) => {
  it('makes it the key of that person, in the page and by REST', async () => {
    const { service } = stage().office
    const key = new VirtualKey(await createSoftwareKey())
    const { page } = await stage().visitor()
    await key.plugInto(page)
    await page.goto('/docs')
    await enrolOn(page, service.secrets.people['gil@example.com']?.enrolment ?? '')
    await signInOn(page, 'gil@example.com')
    expect(await (await page.request.get(CURRENT)).json()).toMatchObject({ person: { email: 'gil@example.com' } })
    expect(await signIn(service, 'gil@example.com', key)).toMatch(/^session=/)
  })
})

/** A browser may let a ceremony that cannot succeed run to its own time limit, so as to tell a page nothing. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('not answered')), milliseconds)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
