import type { Browser, Page } from 'playwright-core'
import { z } from 'zod'
import { joinFrames, type Frame } from './animated-webp.ts'

export interface Shot {
  /** PNG; all of one size. */
  readonly image: Buffer
  readonly milliseconds: number
}

const Encoded = z.object({ width: z.number(), height: z.number(), base64: z.string() })
const QUALITIES = [0.85, 0.75, 0.65, 0.5, 0.35]

/** The browser is the encoder: it knows WebP, and nothing has to be installed. */
const ENCODE = `async ({ png, width, quality }) => {
  const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0))
  const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = Math.round((image.height * width) / image.width)
  const context = canvas.getContext('2d')
  context.imageSmoothingQuality = 'high'
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  const base64 = canvas.toDataURL('image/webp', quality).split(',')[1]
  return { width: canvas.width, height: canvas.height, base64 }
}`

/** An animated WebP of screenshots, at the best quality that keeps it under `maxBytes`; throws when none does. */
export async function movePictures(
  browser: Browser,
  shots: readonly Shot[],
  { width, maxBytes = 1_500_000 }: { readonly width: number; readonly maxBytes?: number },
): Promise<Buffer> {
  const page = await browser.newPage()
  try {
    for (const quality of QUALITIES) {
      const movie = await encode(page, merge(shots), width, quality)
      if (movie.length <= maxBytes) return movie
    }
  } finally {
    await page.close()
  }
  throw new RangeError(`${shots.length} pictures do not fit into ${maxBytes} bytes: take fewer, or a smaller width`)
}

async function encode(page: Page, shots: readonly Shot[], width: number, quality: number): Promise<Buffer> {
  const frames: Frame[] = []
  let height = 0
  for (const { image, milliseconds } of shots) {
    const asked = JSON.stringify({ png: image.toString('base64'), width, quality })
    const encoded = Encoded.parse(await page.evaluate(`(${ENCODE})(${asked})`))
    if (height !== 0 && height !== encoded.height) throw new TypeError('Unexpected picture: of another size')
    height = encoded.height
    frames.push({ image: Buffer.from(encoded.base64, 'base64'), milliseconds })
  }
  return joinFrames(width, height, frames)
}

/** What does not change is one frame that stays longer. */
function merge(shots: readonly Shot[]): Shot[] {
  const merged: Shot[] = []
  for (const shot of shots) {
    const last = merged.at(-1)
    if (last?.image.equals(shot.image) !== true) merged.push(shot)
    else merged[merged.length - 1] = { ...last, milliseconds: last.milliseconds + shot.milliseconds }
  }
  return merged
}
