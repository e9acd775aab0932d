import { describeWithPostgres } from '../../test/support/database.ts'
import { openPaymentRoom, type PaymentRoom } from '../../test/support/payment-room.ts'
import { giveUp } from '../../test/support/people-calls.ts'
import type { Bundle } from './bundle.ts'
import { buildBundle, buildSubjectBundle } from '../release/build-bundle.ts'
import { verifyBundle, verifySubjects } from './verify-bundle.ts'

type Path = readonly (string | number)[]
type Leaf = string | number | boolean | null

/**
 * What nobody has to have signed, or the log to have recorded, because nothing follows from it. Every exception says
 * why it is none.
 */
const EXCEPTIONS: readonly { readonly path: RegExp; readonly because: string }[] = [
  { path: /^keys\.\d+\.confirmedBy$/, because: 'this profile takes an invited key at its word' },
]

describeWithPostgres('A bundle', () => {
  let room: PaymentRoom
  let genuine: Bundle

  beforeAll(async () => {
    room = await openPaymentRoom()
    const order = await room.submit()
    await room.approve(order)
    await room.checkpoint()
    genuine = JSON.parse((await room.release(order.id)).bundle) as Bundle
  }, 120_000)

  afterAll(() => room.close())

  it('that is genuine verifies', async () => {
    expect(await verifyBundle(genuine, room.trust)).toEqual([])
  })

  it('is refused with a finding whatever single member of it is changed', async () => {
    const unnoticed: string[] = []
    for (const { path, value } of leavesOf(genuine)) {
      const name = path.join('.')
      if (EXCEPTIONS.some((one) => one.path.test(name))) continue
      const findings = await verifyBundle(withLeaf(genuine, path, flipped(value)), room.trust)
      if (findings.length === 0) unnoticed.push(`${name}: ${JSON.stringify(value).slice(0, 60)}`)
    }
    expect(unnoticed).toEqual([])
  }, 600_000)

  it('is refused without any one of the items of its lists', async () => {
    const unnoticed: string[] = []
    for (const path of itemsOf(genuine)) {
      const findings = await verifyBundle(without(genuine, path), room.trust)
      if (findings.length === 0) unnoticed.push(path.join('.'))
    }
    expect(unnoticed).toEqual([])
  }, 300_000)

  it.each<[string, (trust: PaymentRoom['trust']) => PaymentRoom['trust']]>([
    ['another organisation', (trust) => ({ ...trust, genesisDigest: '0'.repeat(64) })],
    ['another site', (trust) => ({ ...trust, rpId: 'example.com' })],
    ['another origin', (trust) => ({ ...trust, origins: ['https://other.example.com'] })],
    ['another profile', (trust) => ({ ...trust, profile: 'production' })],
    ['keys of known makers alone', (trust) => ({ ...trust, attestationRoots: [] })],
  ])('is refused by who trusts %s', async (_what, change) => {
    expect(await verifyBundle(genuine, change(room.trust))).not.toEqual([])
  })

  it('is about nothing but a payment', async () => {
    const turned = { ...genuine, subjects: [...genuine.subjects].reverse() }
    expect(await verifyBundle(turned, room.trust)).toContainEqual(expect.objectContaining({ code: 'NO_PAYMENT' }))
  })

  it('counts what a key confirmed for a payee before it was given up, and nothing that it confirmed for the payment', async () => {
    const order = await room.submit({ reference: 'INV-5000' })
    await room.approve(order)
    await room.checkpoint()
    const before = JSON.parse((await room.release(order.id)).bundle) as Bundle

    const mine = (await room.session('dan').get('/v1/keys')).body as { items: { id: string }[] }
    const keyId = mine.items[0]?.id ?? ''
    const dan = room.keys.get('dan')
    if (dan === undefined) throw new Error('Dan has no key')
    expect((await giveUp(room.session('dan'), keyId, dan)).status).toBe(204)
    await room.checkpoint()
    const after = await buildBundle(room.owner, order.id)

    expect(await verifyBundle(before, room.trust)).toEqual([])
    expect(after?.keys.find((one) => one.keyId === keyId)?.revocationEntryId).toEqual(expect.any(String))
    expect(after === null ? [] : await verifyBundle(after, room.trust)).toEqual([
      expect.objectContaining({ code: 'NOT_SATISFIED', about: order.id }),
    ])
    await expect(room.release(order.id)).rejects.toMatchObject({ code: 'EVIDENCE_REFUSED' })

    // Ben put the payee on file, and gives up his key: what he signed then stays signed.
    const { items } = (await room.session('ben').get('/v1/keys')).body as { items: { id: string }[] }
    const ben = room.keys.get('ben')
    if (ben === undefined) throw new Error('Ben has no key')
    expect((await giveUp(room.session('ben'), items[0]?.id ?? '', ben)).status).toBe(204)
    await room.checkpoint()
    const payee = after?.subjects.find((subject) => subject.type === 'account-change')?.id ?? ''
    const vouching = await buildSubjectBundle(room.owner, payee)
    expect(vouching === null ? null : await verifySubjects(vouching, room.trust)).toEqual([])
  })
})

function leavesOf(value: unknown, path: Path = []): { path: Path; value: Leaf }[] {
  if (typeof value !== 'object' || value === null) return [{ path, value: value as Leaf }]
  return Object.entries(value).flatMap(([name, member]) => leavesOf(member, [...path, name]))
}

function itemsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return []
  const own = Array.isArray(value) ? value.map((_, index): Path => [...path, index]) : []
  return [...own, ...Object.entries(value).flatMap(([name, member]) => itemsOf(member, [...path, name]))]
}

/** Another value of the same type, changed in the middle: the end of base64url may have bits that mean nothing. */
function flipped(value: Leaf): Leaf {
  if (value === null) return 'x'
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value + 1
  const at = Math.floor(value.length / 2)
  const next = value[at] === '1' ? '2' : '1'
  return `${value.slice(0, at)}${next}${value.slice(at + 1)}`
}

function withLeaf(bundle: Bundle, path: Path, value: Leaf): Bundle {
  const copy = structuredClone(bundle)
  const { parent, last } = parentOf(copy, path)
  parent[last] = value
  return copy
}

function without(bundle: Bundle, path: Path): Bundle {
  const copy = structuredClone(bundle)
  const { parent, last } = parentOf(copy, path)
  if (Array.isArray(parent)) parent.splice(Number(last), 1)
  return copy
}

function parentOf(root: object, path: Path): { parent: Record<string | number, unknown>; last: string | number } {
  let parent = root as Record<string | number, unknown>
  for (const name of path.slice(0, -1)) parent = parent[name] as Record<string | number, unknown>
  return { parent, last: path.at(-1) ?? '' }
}
