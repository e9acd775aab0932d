import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClaimStore } from './claim-store.ts'
import { fileStore } from './file-store.ts'
import { memoryStore } from './memory-store.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claims-'))
})
afterEach(() => rm(folder, { recursive: true }))

const stores: [string, () => ClaimStore][] = [
  ['memoryStore', memoryStore],
  ['fileStore', () => fileStore(join(folder, 'claims'))],
]

describe.each(stores)('%s', (_name, create) => {
  it('binds one order to one payment, and lets the same pair come again', async () => {
    const store = create()
    expect(await store.claim('ord_1', 'INV-1')).toBe('first')
    expect(await store.claim('ord_1', 'INV-1')).toBe('repeat')
    expect(await store.claim('ord_1', 'INV-2')).toBe(false)
    expect(await store.claim('ord_2', 'INV-1')).toBe(false)
    expect(await store.claim('ord_2', 'INV-2')).toBe('first')
    expect(await store.claim('ord_1', 'INV-1')).toBe('repeat')
  })

  it('lets exactly one of many at the same time through', async () => {
    const store = create()
    const orders = await Promise.all(Array.from({ length: 12 }, (_, index) => store.claim(`ord_${index}`, 'INV-1')))
    expect(orders.filter(Boolean)).toHaveLength(1)
    const payments = await Promise.all(Array.from({ length: 12 }, (_, index) => store.claim('ord_x', `INV-x${index}`)))
    expect(payments.filter(Boolean)).toHaveLength(1)
    // Who lost the race can still be paid by an order of their own.
    const others = await Promise.all(
      payments.map(async (won, index) => won || (await store.claim(`ord_own${index}`, `INV-x${index}`))),
    )
    expect(others.every(Boolean)).toBe(true)
    const same = await Promise.all(Array.from({ length: 12 }, () => store.claim('ord_y', 'INV-y')))
    expect(same.toSorted()).toEqual(['first', ...Array.from({ length: 11 }, () => 'repeat')])
  })

  it('takes any text for an id, and keeps ids apart', async () => {
    const store = create()
    for (const id of ['../../etc/passwd', 'a/b', 'a\\b', '', 'con', '\u0000', 'É', 'E\u0301', 'x'.repeat(5000)])
      expect(await store.claim(`ord ${id}`, id)).toBe('first')
    expect(await store.claim('ord new', 'É')).toBe(false)
  })
})

describe('fileStore', () => {
  const path = () => join(folder, 'claims')

  it('survives a restart, and is one for all processes that use the folder', async () => {
    expect(await fileStore(path()).claim('ord_1', 'INV-1')).toBe('first')
    expect(await fileStore(path()).claim('ord_1', 'INV-2')).toBe(false)
    expect(await fileStore(path()).claim('ord_2', 'INV-1')).toBe(false)
    expect(await fileStore(path()).claim('ord_1', 'INV-1')).toBe('repeat')
    const races = await Promise.all(
      Array.from({ length: 8 }, (_, index) => fileStore(path()).claim(`ord_${index}`, 'INV-race')),
    )
    expect(races.filter(Boolean)).toHaveLength(1)
  })

  it('completes a claim that a crash cut in two, for the same pair alone', async () => {
    expect(await fileStore(path()).claim('ord_1', 'INV-1')).toBe('first')
    const order = (await readdir(path())).find((name) => name.startsWith('order-')) ?? ''
    await rm(join(path(), order))
    expect(await fileStore(path()).claim('ord_2', 'INV-1')).toBe(false)
    // Nobody knows how far the one before came.
    expect(await fileStore(path()).claim('ord_1', 'INV-1')).toBe('repeat')
    expect(await fileStore(path()).claim('ord_1', 'INV-2')).toBe(false)
  })

  it('leaves no trace of what it refused, nor drafts', async () => {
    const store = fileStore(path())
    await store.claim('ord_1', 'INV-1')
    await store.claim('ord_1', 'INV-2')
    await store.claim('ord_2', 'INV-1')
    const names = await readdir(path())
    expect(names.map((name) => name.split('-')[0]).sort()).toEqual(['order', 'payment'])
    expect((await stat(join(path(), names[0] ?? ''))).mode & 0o777).toBe(0o600)
  })

  it('says so when it cannot write, rather than nothing', async () => {
    await writeFile(path(), 'a file where the folder should be')
    await expect(fileStore(path()).claim('ord_1', 'INV-1')).rejects.toThrow()
  })
})
