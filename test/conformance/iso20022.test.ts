import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CountersignError, type FieldError } from '../../src/domain/errors.ts'
import { readPain001 } from '../../src/orders/pain001/read-pain001.ts'

/**
 * Messages that nobody on this project wrote: each is either read, item by item and with nothing of it lost, or
 * refused with the paths of what is not carried. What we read is compared with the text itself, by regular expressions.
 */
const FILES = join(import.meta.dirname, '../../../shared/vectors/iso20022/files')
const available = existsSync(FILES)

const READ = [
  'be.sepa.sct-supplier.pain.001.001.09.xml',
  'ch.international.usd.pain.001.001.09.xml',
  'ch.sepa.sct.pain.001.001.09.xml',
  'ch.sps.qr-bill.pain.001.001.09.xml',
  'ch.sps.scor.pain.001.001.09.xml',
  'de.ccu.urgent.pain.001.001.09.xml',
  'de.sepa.sct-inst.pain.001.001.09.xml',
  'de.sepa.sct-salary.pain.001.001.09.xml',
  'es.sepa.sct-single.pain.001.001.09.xml',
  'fr.sepa.sct-supplier.pain.001.001.09.xml',
  'gb.bacs.supplier-run.pain.001.001.09.xml',
  'gb.chaps.property-purchase.pain.001.001.09.xml',
  'gb.fps.single.pain.001.001.09.xml',
  'gb.international.usd.pain.001.001.09.xml',
  'nl.sepa.sct-supplier.pain.001.001.09.xml',
]

/** Paths within the initiation, without numbering; `''` after the last slash is the transaction itself. */
const P = 'PmtInf/'
const T = 'PmtInf/CdtTrfTxInf/'
const STRUCTURED = `${T}RmtInf/Strd/`
const ACCOUNTS = ['IntrmyAgt1Acct', 'IntrmyAgt2Acct', 'IntrmyAgt3Acct', 'CdtrAgtAcct'].map((name) => T + name)
const REFUSED: Record<string, readonly string[]> = {
  '01-transfer-every-element.xml': [
    'GrpHdr/FwdgAgt',
    'SplmtryData',
    ...['PoolgAdjstmntDt', 'DbtrAcct/Prxy', 'DbtrAgtAcct', 'InstrForDbtrAgt', 'ChrgsAcct', 'ChrgsAcctAgt'].map(
      (name) => P + name,
    ),
    ...ACCOUNTS,
    ...['XchgRateInf', 'CdtrAcct/Prxy', 'InstrForCdtrAgt', 'RgltryRptg', 'Tax', 'RltdRmtInf', 'SplmtryData'].map(
      (name) => T + name,
    ),
    ...['RfrdDocInf/LineDtls', 'RfrdDocAmt', 'Invcr', 'Invcee', 'TaxRmt', 'GrnshmtRmt'].map(
      (name) => STRUCTURED + name,
    ),
  ],
  '02-transfer-RmtInf-InitgPty-Cdtr.xml': [
    'GrpHdr/FwdgAgt',
    ...['DbtrAcct/Prxy', 'DbtrAgtAcct', 'UltmtDbtr/Id/PrvtId/DtAndPlcOfBirth', 'ChrgsAcct', 'ChrgsAcctAgt'].map(
      (name) => P + name,
    ),
    ...ACCOUNTS,
    ...[
      'CdtrAcct/Prxy',
      'InstrForDbtrAgt',
      'RltdRmtInf',
      'Cdtr/Id/PrvtId/DtAndPlcOfBirth',
      'UltmtCdtr/Id/PrvtId/DtAndPlcOfBirth',
    ].map((name) => T + name),
    ...['RfrdDocInf/LineDtls', 'RfrdDocAmt', 'Invcr', 'Invcee', 'GrnshmtRmt'].map((name) => STRUCTURED + name),
    T,
  ],
  '03-transfer-PmtTpInf-RmtInf-InitgPty.xml': [
    ...['DbtrAgtAcct', 'ChrgsAcct'].map((name) => P + name),
    ...ACCOUNTS,
    ...['Invcr', 'Invcee', 'GrnshmtRmt'].map((name) => STRUCTURED + name),
    T,
  ],
  '04-transfer-RmtInf-PmtTpInf-InitgPty.xml': [
    ...['Invcr', 'Invcee', 'GrnshmtRmt'].map((name) => STRUCTURED + name),
    T,
  ],
  'de.axz.foreign.pain.001.001.09.xml': [`${T}RgltryRptg`],
}

/** Of what items share: how many there are and how they are booked, and who pays, whose account says which of us. */
const NOT_CARRIED_OF_ALL =
  /^\/PmtInf\/(?:PmtMtd|NbOfTxs|CtrlSum|BtchBookg|ReqdExctnDt|Dbtr\/(?!Nm$)|DbtrAcct\/Nm$|DbtrAgt\/FinInstnId\/(?:Nm|PstlAdr))/

/** The payee's account decides where the money goes; of its address we carry the country. */
const NOT_CARRIED_OF_PAYEE = /\/Cdtr\/PstlAdr\/(?!Ctry$)/

const suite = available ? describe : describe.skip

suite(
  available ? 'ISO 20022 files of others' : 'ISO 20022 files of others (SKIPPED: ../shared/vectors is not there)',
  () => {
    it('all have a verdict', () => {
      expect(readdirSync(FILES).sort()).toEqual([...READ, ...Object.keys(REFUSED)].sort())
    })

    it.each(READ)('%s is read item by item, and no text of it is lost', (file) => {
      const xml = readFileSync(join(FILES, file), 'utf8')
      const { messageId, transactions } = readPain001(Buffer.from(xml))
      const blocks = xml.match(/<CdtTrfTxInf>[^]*?<\/CdtTrfTxInf>/g) ?? []

      expect(messageId).toBe(only(xml, 'MsgId'))
      expect(transactions).toHaveLength(blocks.length)
      expect(transactions).toHaveLength(Number(only(/<GrpHdr>[^]*<\/GrpHdr>/.exec(xml)?.[0] ?? '', 'NbOfTxs')))
      const cents = transactions.map(({ amount }) => BigInt(amount.replace('.', ''))).reduce((a, b) => a + b, 0n)
      expect(cents).toBe(BigInt(only(/<GrpHdr>[^]*<\/GrpHdr>/.exec(xml)?.[0] ?? '', 'CtrlSum').replace('.', '')))

      let index = 0
      for (const instruction of xml.match(/<PmtInf>[^]*?<\/PmtInf>/g) ?? []) {
        const shared = instruction.replaceAll(/<CdtTrfTxInf>[^]*?<\/CdtTrfTxInf>/g, '')
        const all = leaves(shared).filter(({ path }) => !NOT_CARRIED_OF_ALL.test(path))
        expect(only(shared, 'PmtMtd')).toBe('TRF')
        for (const block of instruction.match(/<CdtTrfTxInf>[^]*?<\/CdtTrfTxInf>/g) ?? []) {
          const transaction = transactions[index++]
          expect(transaction).toMatchObject({
            externalId: only(block, 'EndToEndId'),
            amount: /<InstdAmt Ccy="[A-Z]{3}">([^<]*)</.exec(block)?.[1],
            currency: /<InstdAmt Ccy="([A-Z]{3})"/.exec(block)?.[1],
            payee: { name: only(/<Cdtr>[^]*<\/Cdtr>/.exec(block)?.[0] ?? '', 'Nm') },
            executionDate: /<(?:Dt|DtTm)>(\d{4}-\d\d-\d\d)/.exec(shared)?.[1],
            paymentInformationId: only(shared, 'PmtInfId'),
            debtor: { name: only(/<Dbtr>[^]*<\/Dbtr>/.exec(shared)?.[0] ?? '', 'Nm') },
          })
          const account = /<CdtrAcct>\s*<Id>\s*(?:<IBAN>|<Othr>\s*<Id>)([^<]*)</.exec(block)?.[1]
          expect(JSON.stringify(transaction?.payee.account)).toContain(`"${account}"`)
          const payer = /<DbtrAcct>\s*<Id>\s*(?:<IBAN>|<Othr>\s*<Id>)([^<]*)</.exec(shared)?.[1]
          expect(JSON.stringify(transaction?.debtor.account)).toContain(`"${payer}"`)
          const carried = new Set(strings(transaction))
          const lost = leaves(block).filter(({ path, text }) => !carried.has(text) && !NOT_CARRIED_OF_PAYEE.test(path))
          expect(lost).toEqual([])
          expect(all.filter(({ text }) => !carried.has(text))).toEqual([])
          // Who bears the charges, how it is paid and by which bank stand under their own names, as the digest has them.
          const named = all
            .map(({ path, text }) => ({ path: path.slice('/PmtInf/'.length), text }))
            .filter(({ path }) => /^(?:ChrgBr$|PmtTpInf\/|DbtrAgt\/|DbtrAcct\/Ccy$)/.test(path))
          expect(named.length).toBeGreaterThan(0)
          const own = new Set(walk(block).map(({ path }) => path.split('/')[2]))
          for (const { path, text } of named)
            if (!own.has(path.split('/')[0])) expect(transaction?.elements).toMatchObject({ [path]: text })
        }
      }
      expect(index).toBe(transactions.length)
    })

    it.each(Object.entries(REFUSED))(
      '%s is refused with the path of each element that is not carried',
      (file, expected) => {
        const xml = readFileSync(join(FILES, file), 'utf8')
        const errors = refusal(xml)
        const paths = errors.map(({ path }) => path.replaceAll(/\[\d+\]/g, ''))
        expect(paths.map((path) => `${path}/`).sort()).toEqual(
          expected.map((path) => `/Document/CstmrCdtTrfInitn/${path}/`.replace('//', '/')).sort(),
        )
        const there = new Set(allPaths(xml))
        expect(paths.filter((path) => !there.has(path))).toEqual([])
        for (const { path, code } of errors)
          expect(code).toBe(path.endsWith(']') ? 'PAYEE_NAME_MISSING' : 'ELEMENT_NOT_CARRIED')
      },
    )
  },
)

function refusal(xml: string): readonly FieldError[] {
  try {
    readPain001(Buffer.from(xml))
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'PAIN001_INVALID') return error.errors
    throw error
  }
  throw new Error('was read')
}

function only(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? ''
}

/** Every leaf of a fragment with its path and text. */
function leaves(xml: string): { path: string; text: string }[] {
  return walk(xml).filter(({ text }) => text !== '')
}

function allPaths(xml: string): string[] {
  return walk(xml).map(({ path }) => path)
}

function walk(xml: string): { path: string; text: string }[] {
  const open: string[] = []
  return [...xml.matchAll(/<(\/?)([A-Za-z0-9]+)([^>]*?)(\/?)>([^<]*)/g)].flatMap(
    ([, close, name = '', , empty, text = '']) => {
      if (close === '/') {
        open.pop()
        return []
      }
      open.push(name)
      const found = { path: `/${open.join('/')}`, text: text.trim() }
      if (empty === '/') open.pop()
      return [found]
    },
  )
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : []
}
