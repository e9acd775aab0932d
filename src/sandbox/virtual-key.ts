import type { CDPSession, Page } from 'playwright-core'
import { restoreSoftwareKey, type Ceremony, type SoftwareKey, type SoftwareKeyState } from './software-key.ts'

type Credential = SoftwareKeyState['credentials'][number]

interface Port {
  readonly session: CDPSession
  readonly authenticatorId: string
}

/** What the browser's protocol calls a credential; its bytes are plain base64. */
interface PluggedCredential {
  readonly credentialId: string
  readonly rpId?: string
  readonly privateKey: string
  readonly userHandle?: string
  readonly signCount: number
}

/**
 * One person's security key, which signs for REST callers like any software key and can be plugged into pages of
 * Chromium as well (WebAuthn's virtual authenticators). Its secrets and its counter are the same wherever it is: what is
 * enrolled or signed in one place is known in all others.
 */
export class VirtualKey implements SoftwareKey {
  #software: SoftwareKey
  readonly #ports = new Map<Page, Port>()
  /** Pages report one by one and are told one by one. */
  #told: Promise<void> = Promise.resolve()

  constructor(software: SoftwareKey) {
    this.#software = software
  }

  get aaguid(): string {
    return this.#software.aaguid
  }

  toJSON(): SoftwareKeyState {
    return this.#software.toJSON()
  }

  async create(...asked: Parameters<SoftwareKey['create']>): ReturnType<SoftwareKey['create']> {
    await this.#collect()
    const answer = await this.#software.create(...asked)
    await this.#distribute()
    return answer
  }

  async get(options: Parameters<SoftwareKey['get']>[0], ceremony: Ceremony): ReturnType<SoftwareKey['get']> {
    await this.#collect()
    const answer = await this.#software.get(options, ceremony)
    await this.#distribute()
    return answer
  }

  /** Into one more page; it may be in several at once, of several contexts. */
  async plugInto(page: Page): Promise<void> {
    if (this.#ports.has(page)) return
    await this.#collect()
    const session = await openKeySlot(page)
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...({ protocol: 'ctap2', transport: 'usb', hasResidentKey: true } as const),
        ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
      },
    })
    this.#ports.set(page, { session, authenticatorId })
    page.once('close', () => this.#ports.delete(page))
    // At once, not when next asked: by then the page may be closed, and its counter gone.
    for (const event of ['WebAuthn.credentialAdded', 'WebAuthn.credentialAsserted'] as const) {
      session.on(event, ({ authenticatorId: reporter, credential }) => {
        if (reporter !== authenticatorId) return
        this.#learn([credential])
        this.#told = this.#told.then(() => this.#distribute()).catch(() => undefined)
      })
    }
    await this.#distribute()
  }

  async pullOutOf(page: Page): Promise<void> {
    await this.#collect()
    const port = this.#ports.get(page)
    if (port === undefined) return
    this.#ports.delete(page)
    await port.session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: port.authenticatorId })
  }

  /** Whether its owner's PIN or finger is right, in every page it is plugged into now. */
  async setOwnerVerified(isUserVerified: boolean): Promise<void> {
    for (const { session, authenticatorId } of this.#ports.values())
      await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
  }

  /** Whether somebody touches it when it blinks. */
  async setTouched(enabled: boolean): Promise<void> {
    for (const { session, authenticatorId } of this.#ports.values())
      await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
  }

  /** Resolves when every page knows what the others did; before one person acts in a second page. */
  async settle(): Promise<void> {
    await this.#collect()
    await this.#distribute()
  }

  async #collect(): Promise<void> {
    await this.#told
    for (const port of this.#ports.values()) this.#learn(await read(port))
  }

  /** What was enrolled in pages becomes known here; of every counter the highest counts. */
  #learn(plugged: readonly PluggedCredential[]): void {
    const state = this.#software.toJSON()
    const known = new Map(state.credentials.map((one) => [one.credentialId, one]))
    for (const credential of plugged.map(asCredential)) {
      const before = known.get(credential.credentialId) ?? credential
      known.set(credential.credentialId, { ...before, counter: Math.max(before.counter, credential.counter) })
    }
    this.#software = restoreSoftwareKey({ ...state, credentials: [...known.values()] })
  }

  async #distribute(): Promise<void> {
    const { credentials } = this.#software.toJSON()
    for (const port of this.#ports.values()) {
      const { session, authenticatorId } = port
      const there = new Map((await read(port)).map((one) => [one.credentialId, one.signCount]))
      for (const credential of credentials.map(asPlugged)) {
        const { credentialId } = credential
        const signCount = there.get(credentialId)
        if (signCount !== undefined && signCount >= credential.signCount) continue
        if (signCount !== undefined) await session.send('WebAuthn.removeCredential', { authenticatorId, credentialId })
        await session.send('WebAuthn.addCredential', {
          authenticatorId,
          credential: { ...credential, isResidentCredential: true },
        })
      }
    }
  }
}

const slots = new WeakMap<Page, Promise<CDPSession>>()

/**
 * From now on the page sees virtual keys alone, none at first. Without it a page would ask for the real keys of whoever
 * sits there, and a headless browser, which has no way to, ends. The slot stays for as long as the page.
 */
export function openKeySlot(page: Page): Promise<CDPSession> {
  const open = async (): Promise<CDPSession> => {
    const session = await page.context().newCDPSession(page)
    await session.send('WebAuthn.enable')
    return session
  }
  const slot = slots.get(page) ?? open()
  slots.set(page, slot)
  return slot
}

async function read({ session, authenticatorId }: Port): Promise<readonly PluggedCredential[]> {
  return (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials
}

function asPlugged({ credentialId, rpId, userHandle, privateKey, counter }: Credential) {
  return {
    credentialId: recode(credentialId, 'base64url', 'base64'),
    rpId,
    userHandle: recode(userHandle, 'base64url', 'base64'),
    privateKey,
    signCount: counter,
  }
}

function asCredential({ credentialId, rpId, userHandle, privateKey, signCount }: PluggedCredential): Credential {
  return {
    credentialId: recode(credentialId, 'base64', 'base64url'),
    rpId: rpId ?? '',
    userHandle: recode(userHandle ?? '', 'base64', 'base64url'),
    privateKey,
    counter: signCount,
  }
}

function recode(text: string, from: BufferEncoding, to: BufferEncoding): string {
  return Buffer.from(text, from).toString(to)
}
