import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'

/** Screenshots, numbered as they are taken, so that a folder sorted by name tells the story. */
export interface Album {
  readonly folder: string
  take(page: Page, name: string): Promise<void>
  /** The same page on a phone, from its top; then it is on the desk again. */
  takeOnPhone(page: Page, name: string): Promise<void>
}

const PHONE = { width: 390, height: 844 }

/** In the folder that was asked for, or in a fresh one beside other temporary files. */
export async function openAlbum(wanted: string | undefined): Promise<Album> {
  const folder = wanted === undefined ? await mkdtemp(join(tmpdir(), 'countersign-demo-screenshots-')) : resolve(wanted)
  await mkdir(folder, { recursive: true })
  let taken = 0
  const album: Album = {
    folder,
    async take(page, name) {
      const number = String(++taken).padStart(2, '0')
      const image = await page.screenshot({ animations: 'disabled', caret: 'hide' })
      await writeFile(join(folder, `${number}-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.png`), image)
    },
    async takeOnPhone(page, name) {
      const desk = page.viewportSize()
      await page.setViewportSize(PHONE)
      await page.evaluate('scrollTo(0, 0)')
      await album.take(page, name)
      if (desk !== null) await page.setViewportSize(desk)
    },
  }
  return album
}
