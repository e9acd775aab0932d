import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openPaymentRoom, ORDER, type OrderAnswer, type PaymentRoom } from '../../test/support/payment-room.ts'
import { CountersignError } from '../domain/errors.ts'
import { carriedElements } from './pain001/carried-elements.ts'
import { Findings } from './pain001/findings.ts'
import type { MessageElement } from './pain001/message-element.ts'
import { readElements } from './read-elements.ts'

/** Has a field of its own in an order, or belongs to a file and not to a payment. */
const READ = [
  ...['PmtInfId', 'PmtMtd', 'NbOfTxs', 'CtrlSum', 'ReqdExctnDt/Dt', 'Dbtr/Nm', 'DbtrAcct/Id/IBAN'],
  ...['DbtrAcct/Id/Othr/Id', 'DbtrAcct/Id/Othr/SchmeNm/Cd', 'PmtId/InstrId', 'PmtId/EndToEndId', 'PmtId/UETR'],
  ...['Amt/InstdAmt', 'Amt/EqvtAmt/Amt', 'CdtrAgt/FinInstnId/BICFI', 'Cdtr/Nm', 'CdtrAcct/Id/IBAN'],
  ...['CdtrAcct/Id/Othr/Id', 'CdtrAcct/Id/Othr/SchmeNm/Cd', 'RmtInf/Ustrd', 'GrpHdr/MsgId', 'GrpHdr/CtrlSum'],
]
const CARRIED = {
  'Purp/Cd': 'SUPP',
  ChrgBr: 'SLEV',
  'IntrmyAgt1/FinInstnId/BICFI': 'XMPLUS33',
  'CdtrAgt/FinInstnId/ClrSysMmbId/MmbId': '021000021',
  'CdtrAgt/FinInstnId/PstlAdr/AdrLine[1]': '1 Example Street',
  'CdtrAgt/FinInstnId/PstlAdr/AdrLine[2]': 'Exampleton',
  'UltmtCdtr/Id/OrgId/Othr[1]/Id': 'A1',
  'UltmtCdtr/Id/OrgId/Othr[2]/Id': 'B2',
  'UltmtCdtr/Id/OrgId/Othr[2]/Issr': 'B',
  'UltmtDbtr/Id/OrgId/Othr/Id': 'C3',
  'RmtInf/Strd/CdtrRefInf/Ref': 'RF18539007547034',
  'Amt/EqvtAmt/CcyOfTrf': 'USD',
}

function answerTo(...paths: readonly string[]): string {
  try {
    readElements(Object.fromEntries(paths.map((path) => [path, 'X1'])))
    return 'carried'
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error
    return `${error.status} ${error.code} ${error.errors[0]?.path}`
  }
}

describe('an element of a payment given by path', () => {
  it.each(READ)('is not carried where an order has a field for it: %s', (path) => {
    expect(answerTo(path)).toBe(`422 ELEMENT_NOT_CARRIED elements.${path}`)
  })

  it('is carried as it would be from a file', () => {
    expect(readElements(CARRIED)).toEqual(CARRIED)
  })

  it.each([
    ['a number on what has a field of its own', 'CdtrAcct[1]/Id/IBAN'],
    ['a number on what does not repeat', 'CdtrAgt[1]/FinInstnId/ClrSysMmbId/MmbId'],
    ['the same further down', 'CdtrAgt/FinInstnId/ClrSysMmbId[2]/MmbId'],
    ['the name that an older message has for it', 'CdtrAgt/FinInstnId/BIC'],
    ['the older name of what would be carried', 'UltmtCdtr/Id/OrgId/BICOrBEI'],
    ['another case', 'CdtrAgt/FinInstnId/bicfi'],
    ['an attribute', 'Amt/EqvtAmt/@Ccy'],
    ['what no message has', 'CdtrAgt/Acct/Id'],
    ['what is below a text', 'Purp/Cd/Cd'],
    ['what holds no text', 'CdtrAgt/FinInstnId'],
    ['another account of the agent', 'IntrmyAgt1Acct/Id/IBAN'],
    ['an instruction to the bank', 'InstrForCdtrAgt/InstrInf'],
    ['what is of no consequence', 'Cdtr/PstlAdr/TwnNm'],
    ['a number where it is alone', 'RmtInf/Strd[1]/CdtrRefInf/Ref'],
    ['a number that is not its place', 'RmtInf/Strd[2]/CdtrRefInf/Ref'],
  ])('cannot be written with %s', (_how, path) => {
    expect(answerTo(path)).toBe(`422 ELEMENT_NOT_CARRIED elements.${path}`)
  })

  it('cannot stand there twice, numbered and not', () => {
    const [plain, first, second, third] = ['', '[1]', '[2]', '[3]'].map((n) => `RmtInf/Strd${n}/CdtrRefInf/Ref`) as [
      ...[string, string, string, string],
    ]
    expect(answerTo(plain)).toBe('carried')
    expect(answerTo(first, second)).toBe('carried')
    expect(answerTo(plain, first)).toMatch(/^422 ELEMENT_NOT_CARRIED/)
    expect(answerTo(plain, second)).toMatch(/^422 ELEMENT_NOT_CARRIED/)
    expect(answerTo(first, third)).toMatch(/^422 ELEMENT_NOT_CARRIED/)
  })

  it('says how it would be written', () => {
    const wrong = () => readElements({ 'RmtInf/Strd[2]/CdtrRefInf/Ref': 'RF18539007547034' })
    expect(wrong).toThrow(expect.objectContaining({ detail: expect.stringContaining('RmtInf/Strd/CdtrRefInf/Ref') }))
  })

  it.each(['pain.001.001.09', 'pain.001.001.03'])('is carried just where it is from a file: all of %s', (message) => {
    const all = textsOf(message)
    const fromFile = all.filter((path) => Object.hasOwn(fileElements(path), path))
    expect(fromFile.length).toBeGreaterThan(150)
    expect(all.length).toBeGreaterThan(fromFile.length + 100)
    expect(all.filter((path) => answerTo(path) === 'carried')).toEqual(fromFile)
  })
})

/** Every path of a payment that can have text, in the names of today, by the schema's own text. */
function textsOf(message: string): string[] {
  const schema = readFileSync(new URL(`./pain001/schema/${message}.xsd`, import.meta.url), 'utf8')
  const types = new Map(
    [...schema.matchAll(/<xs:complexType name="(\w+)">(.*?)<\/xs:complexType>/gs)].map(([, name = '', body = '']) => {
      const elements = [...body.matchAll(/<xs:element ([^>]*)\/>/g)].map(([, attributes = '']) => ({
        name: /name="(\w+)"/.exec(attributes)?.[1] ?? '',
        type: /type="(\w+)"/.exec(attributes)?.[1] ?? '',
      }))
      return [name, elements] as const
    }),
  )
  const below = (type: string, path: string): string[] => {
    const elements = types.get(type) ?? []
    if (elements.length === 0) return [path]
    return elements.flatMap((one) => {
      const name = one.name === 'BIC' ? 'BICFI' : one.name === 'BICOrBEI' ? 'AnyBIC' : one.name
      return one.name === 'CdtTrfTxInf' ? [] : below(one.type, path === '' ? name : `${path}/${name}`)
    })
  }
  const named = (name: string) => new RegExp(`name="${name}" type="(\\w+)"`).exec(schema)?.[1] ?? ''
  return [...new Set(['PmtInf', 'CdtTrfTxInf'].flatMap((name) => below(named(name), '')))]
}

/** What a file's reader carries of a payment that has this one text. */
function fileElements(path: string): Record<string, string> {
  type Building = Omit<MessageElement, 'children'> & { readonly children: MessageElement[] }
  const element = (name: string, parent: Building | null, text = ''): Building => {
    const made: Building = { name, parent, children: [], text, currency: '', position: 1 }
    parent?.children.push(made)
    return made
  }
  const payment = element('CdtTrfTxInf', null)
  const names = path.split('/')
  let last = payment
  for (const [depth, name] of names.entries()) last = element(name, last, depth === names.length - 1 ? 'X1' : '')
  return carriedElements(payment, [], new Findings())
}

describeWithPostgres('An order with further elements', () => {
  let room: PaymentRoom
  beforeAll(async () => {
    room = await openPaymentRoom()
  })
  afterAll(() => room.close())

  const order = (elements: object) => ({ externalId: randomUUID(), ...ORDER, reference: randomUUID(), elements })

  it('has no second account beside the one that is shown and typed, however it comes in', async () => {
    const elements = { 'CdtrAcct/Id/IBAN': 'FR7699990000420002140001788' }
    const { id, version } = await room.submit({ reference: randomUUID() })
    const answers = [
      await room.erp('post', '/v1/payment-orders', order(elements)),
      await room.erp('post', '/v1/payment-batches', { messageId: randomUUID(), orders: [order(elements)] }),
      await room.erp('patch', `/v1/payment-orders/${id}`, { elements }, { 'If-Match': `"${version}"` }),
    ]
    for (const { status, body } of answers)
      expect([status, (body as { code?: string }).code]).toEqual([422, 'ELEMENT_NOT_CARRIED'])
    expect((await room.head(id)).version).toBe(1)
  })

  it('keeps those that are carried, and can be amended', async () => {
    const submitted = await room.erp('post', '/v1/payment-orders', order(CARRIED))
    expect([submitted.status, (submitted.body as { elements?: object }).elements]).toEqual([201, CARRIED])
    const { id } = submitted.body as OrderAnswer
    const amended = await room.erp('patch', `/v1/payment-orders/${id}`, { amount: '20.00' }, { 'If-Match': '"1"' })
    expect([amended.status, (amended.body as { elements?: object }).elements]).toEqual([200, CARRIED])
  })
})
