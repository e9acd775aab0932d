import { jest } from '@jest/globals'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { launchChromium } from '../../../src/embedded/chromium/launch-chromium.ts'
import { createSoftwareKey } from '../../../src/sandbox/software-key.ts'
import { VirtualKey } from '../../../src/sandbox/virtual-key.ts'
import { openOffice, type Office } from '../office.ts'
import type { Person } from '../people.ts'
import { describeWithService, type ServiceOptions } from '../service.ts'
import { openAlbum, type Album } from './screenshots.ts'
import { signInOn } from './sign-in.ts'
import { openVisitor, type Visitor } from './visitor.ts'

export type { Visitor }

/** One of the office's people at a browser, their key plugged in: the key with which they sign by REST as well. */
export interface PersonAtBrowser extends Visitor {
  readonly person: Person
  readonly key: VirtualKey
}

/** A company at work and a browser, in which any number of its people can be at once. */
export interface Stage {
  readonly office: Office
  readonly browser: Browser
  readonly album: Album
  /** Nobody known: no key, no session. */
  visitor(options?: BrowserContextOptions): Promise<Visitor>
  /** Has their key, not yet a session, and no page open. */
  enter(name: string, options?: BrowserContextOptions): Promise<PersonAtBrowser>
  /** As `enter`, with a session that was opened without a screen. */
  signedIn(name: string, options?: BrowserContextOptions): Promise<PersonAtBrowser>
}

/** A page of ours that needs nobody to be signed in; all it takes to ask a key from our origin. */
const LOBBY = '/healthz'

/**
 * A suite with an office and a browser of its own. After each test the visitors leave, and a test fails for whatever
 * went wrong in any of their pages.
 */
export function describeWithBrowser(title: string, options: ServiceOptions, tests: (stage: () => Stage) => void): void {
  describeWithService(title, () => {
    let opened: { readonly office: Office; readonly browser: Browser } | undefined
    let visitors: Visitor[] = []
    const album = openAlbum(title)
    jest.setTimeout(180_000)

    beforeAll(async () => {
      const browser = await launchChromium({ onProgress: sayOnce(), log: () => {} })
      try {
        const makeKey = async (service: Office['service']) =>
          new VirtualKey(await createSoftwareKey({ root: service.keyMaker }))
        opened = { browser, office: await openOffice({ ...options, makeKey }) }
      } catch (error) {
        await browser.close()
        throw error
      }
    }, 420_000)

    afterEach(async () => {
      const left = visitors
      visitors = []
      for (const { context } of left) await context.close()
      expect(left.flatMap(({ faults }) => faults.found)).toEqual([])
    })

    afterAll(async () => {
      await opened?.browser.close()
      await opened?.office.close()
    }, 60_000)

    tests(() => {
      if (opened === undefined) throw new TypeError('Unexpected question: the stage did not open')
      const { office, browser } = opened
      const stage: Stage = {
        ...{ office, browser, album },
        async visitor(contextOptions) {
          const visitor = await openVisitor(browser, office.service.origin, contextOptions)
          visitors.push(visitor)
          return visitor
        },
        async enter(name, contextOptions) {
          const person = office.person(name)
          const { key } = person
          if (!(key instanceof VirtualKey)) throw new TypeError(`Unexpected key of ${name}: no page can hold it`)
          const visitor = await stage.visitor(contextOptions)
          await key.plugInto(visitor.page)
          return { ...visitor, person, key }
        },
        async signedIn(name, contextOptions) {
          const entered = await stage.enter(name, contextOptions)
          await entered.page.goto(LOBBY)
          await signInOn(entered.page, entered.person.email)
          return entered
        },
      }
      return stage
    })
  })
}

/** A download reports every chunk under one message. */
function sayOnce() {
  let last = ''
  return ({ message }: { readonly message: string }) => {
    if (message !== last) process.stderr.write(`${message}\n`)
    last = message
  }
}
