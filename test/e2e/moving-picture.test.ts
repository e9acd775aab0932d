import type { Browser } from 'playwright-core'
import { launchChromium } from '../../src/embedded/chromium/launch-chromium.ts'
import { movePictures, type Shot } from '../support/browser/moving-picture.ts'

describe('moving pictures for the README', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium({ onProgress: () => {}, log: () => {} })
  }, 240_000)
  afterAll(() => browser.close())

  async function shoot(texts: readonly string[]): Promise<Shot[]> {
    const page = await browser.newPage({ viewport: { width: 1200, height: 750 } })
    const shots: Shot[] = []
    for (const text of texts) {
      await page.setContent(`<h1 style="font-size: 120px">${text}</h1>`)
      shots.push({ image: await page.screenshot(), milliseconds: 400 })
    }
    await page.close()
    return shots
  }

  it('shows every change for as long as it lasted, as a browser decodes it', async () => {
    const movie = await movePictures(browser, await shoot(['Checking', 'Waiting', 'Waiting', 'Paid']), { width: 600 })
    const page = await browser.newPage()
    // ImageDecoder is for secure contexts.
    await page.route('https://picture.example/', (route) => route.fulfill({ contentType: 'text/html', body: '' }))
    await page.goto('https://picture.example/')
    const decoded = await page.evaluate(`(async (base64) => {
      const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      const decoder = new ImageDecoder({ data, type: 'image/webp' })
      await decoder.tracks.ready
      await decoder.completed
      const frames = []
      for (let frameIndex = 0; frameIndex < decoder.tracks.selectedTrack.frameCount; frameIndex++) {
        const { image } = await decoder.decode({ frameIndex })
        frames.push([image.displayWidth, image.displayHeight, image.duration / 1000])
      }
      return frames
    })('${movie.toString('base64')}')`)
    expect(decoded).toEqual([
      [600, 375, 400],
      [600, 375, 800],
      [600, 375, 400],
    ])
    await page.close()
  })

  it('says when the pictures do not fit', async () => {
    const shots = await shoot(['Checking'])
    await expect(movePictures(browser, shots, { width: 600, maxBytes: 100 })).rejects.toThrow('do not fit')
  })
})
