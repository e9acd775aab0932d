import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

/** Numbered as they are taken, so that a folder sorted by name tells the story. */
export interface Album {
  /** Answers with the PNG; it also lies in the folder. */
  take(page: Page, name: string): Promise<Buffer>
}

export function albumFolder(): string {
  return process.env['SCREENSHOTS_DIR'] ?? join(tmpdir(), 'countersign-screenshots')
}

export function openAlbum(suite: string): Album {
  const folder = albumFolder()
  let taken = 0
  return {
    async take(page, name) {
      const number = String(++taken).padStart(3, '0')
      const image = await page.screenshot({ animations: 'disabled', caret: 'hide' })
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, `${[suite, number, name].map(asFileName).join('-')}.png`), image)
      return image
    },
  }
}

function asFileName(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
}
