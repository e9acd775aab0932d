import { CountersignError } from '../../domain/errors.ts'
import { launchChromium } from '../../embedded/chromium/launch-chromium.ts'
import type { Site } from '../../sandbox/rest-person.ts'
import { openAlbum } from './album.ts'
import { receiveAtConsole } from './by-console.ts'
import { receiveByRest } from './by-rest.ts'
import type { Reception } from './colleague.ts'
import type { Narrator } from './narrate.ts'

export interface ReceptionOptions {
  /** False: people are not to come by the console, whatever is installed. */
  readonly browser: boolean
  readonly screenshots?: string
}

/** The console in a browser; where there is none, and none can be fetched, the calls it makes. */
export async function openReception(
  site: Required<Site>,
  { browser, screenshots }: ReceptionOptions,
  narrator: Narrator,
  env: NodeJS.ProcessEnv,
): Promise<Reception> {
  if (!browser) {
    narrator.say('No browser, as you asked: people do their part over REST, with software keys. No screenshots.')
    return receiveByRest(site)
  }
  try {
    const log = (line: string): void => narrator.aside(line)
    const chromium = await launchChromium({ env, log, onProgress: sayOnce(log) })
    const album = await openAlbum(screenshots)
    narrator.say(`People do their part at the console, in Chromium ${chromium.version()}, without a window.`)
    narrator.say(`Screenshots: ${album.folder}`)
    return receiveAtConsole(site, chromium, album)
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error
    for (const line of error.detail.split('\n').slice(0, 3)) narrator.aside(line)
    narrator.say('NO BROWSER: people do their part over REST instead, with software keys. No screenshots are taken.')
    return receiveByRest(site)
  }
}

/** A download reports every chunk under one message. */
function sayOnce(log: (line: string) => void): (progress: { readonly message: string }) => void {
  let last = ''
  return ({ message }) => {
    if (message !== last) log(message)
    last = message
  }
}
