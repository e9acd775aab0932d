import { readFileSync } from 'node:fs'
import { CountersignError, type FieldError } from '../../domain/errors.ts'
import { readPain001 } from './read-pain001.ts'
import type { Pain001Transaction } from './transaction.ts'

const ONE = example('honest-supplier')
const FIVE = example('salaries-run')
const INITIATION = '/Document/CstmrCdtTrfInitn'
const INSTRUCTION = `${INITIATION}/PmtInf[1]`
const TRANSACTION = `${INSTRUCTION}/CdtTrfTxInf[1]`

function example(name: string): string {
  return readFileSync(new URL(`../../../examples/${name}.xml`, import.meta.url), 'utf8')
}

/** The file with one thing changed; fails when there is nothing to change. */
function changed(xml: string, from: string | RegExp, to: string): string {
  const result = xml.replace(from, to)
  if (result === xml) throw new Error(`Nothing to change: ${from}`)
  return result
}

function read(xml: string): readonly Pain001Transaction[] {
  return readPain001(Buffer.from(xml)).transactions
}

function readOne(xml: string): Pain001Transaction {
  const [transaction, ...more] = read(xml)
  if (transaction === undefined || more.length > 0) throw new Error('Expected one transaction')
  return transaction
}

function refusal(xml: string): CountersignError {
  try {
    read(xml)
  } catch (error) {
    if (error instanceof CountersignError) return error
    throw error
  }
  throw new Error('was read')
}

function errorsOf(xml: string): Pick<FieldError, 'path' | 'code'>[] {
  const error = refusal(xml)
  expect([error.code, error.status]).toEqual(['PAIN001_INVALID', 422])
  return error.errors.map(({ path, code }) => ({ path, code }))
}

describe('a transfer of a pain.001.001.09', () => {
  it('is read with everything that affects amount or routing', () => {
    expect(readPain001(Buffer.from(ONE))).toEqual({
      message: 'pain.001.001.09',
      messageId: 'HONEST-20261130-01',
      creationTime: '2026-11-30T10:15:00+01:00',
      transactions: [
        {
          path: TRANSACTION,
          externalId: 'INV-4711',
          endToEndId: 'INV-4711',
          paymentInformationId: 'HONEST-20261130-01-A',
          debtor: { name: 'Example Europe SAS', account: { iban: 'FR7630006000011234567890189' } },
          debtorAgent: 'AGRIFRPP',
          amount: '214000.00',
          currency: 'EUR',
          payee: { name: 'Ateliers du Rhone SAS', account: { iban: 'FR7699990000420002140001788', bic: 'XMPLFRPP' } },
          executionDate: '2026-12-01',
          reference: 'INV-4711',
          elements: {
            'PmtTpInf/SvcLvl/Cd': 'SEPA',
            'DbtrAgt/FinInstnId/BICFI': 'AGRIFRPP',
            ChrgBr: 'SLEV',
            'Cdtr/PstlAdr/Ctry': 'FR',
            'Purp/Cd': 'SUPP',
          },
        },
      ],
    })
  })

  it('keeps its ids, and the moment of an execution date and time', () => {
    const ids =
      '<InstrId>I-1</InstrId><EndToEndId>INV-4711</EndToEndId><UETR>e507a755-8cd9-4634-85cb-c1af0981bc63</UETR>'
    const xml = changed(
      changed(ONE, '<EndToEndId>INV-4711</EndToEndId>', ids),
      '<Dt>2026-12-01</Dt>',
      '<DtTm>2026-12-01T23:30:00-05:00</DtTm>',
    )
    expect(readOne(xml)).toMatchObject({
      instructionId: 'I-1',
      uetr: 'e507a755-8cd9-4634-85cb-c1af0981bc63',
      executionDate: '2026-12-01',
      elements: { 'ReqdExctnDt/DtTm': '2026-12-01T23:30:00-05:00' },
    })
  })

  it('carries intermediaries and ultimate parties, numbering what repeats', () => {
    const agents =
      '<IntrmyAgt1><FinInstnId><BICFI>XMPLUS33</BICFI><ClrSysMmbId><MmbId>021000021</MmbId></ClrSysMmbId></FinInstnId></IntrmyAgt1>'
    const ultimate =
      '<UltmtCdtr><Nm>Holding Example NV</Nm><PstlAdr><TwnNm>Gent</TwnNm><Ctry>BE</Ctry></PstlAdr>' +
      '<Id><OrgId><Othr><Id>A1</Id></Othr><Othr><Id>B2</Id></Othr></OrgId></Id></UltmtCdtr>'
    const xml = changed(changed(ONE, '<CdtrAgt>', `${agents}<CdtrAgt>`), '</CdtrAcct>', `</CdtrAcct>${ultimate}`)
    expect(readOne(xml).elements).toMatchObject({
      'IntrmyAgt1/FinInstnId/BICFI': 'XMPLUS33',
      'IntrmyAgt1/FinInstnId/ClrSysMmbId/MmbId': '021000021',
      'UltmtCdtr/Nm': 'Holding Example NV',
      'UltmtCdtr/PstlAdr/Ctry': 'BE',
      'UltmtCdtr/Id/OrgId/Othr[1]/Id': 'A1',
      'UltmtCdtr/Id/OrgId/Othr[2]/Id': 'B2',
    })
    expect(JSON.stringify(readOne(xml))).not.toContain('Gent')
  })

  it('numbers what is left when something of its kind is empty', () => {
    const remittance =
      '<RmtInf><Ustrd>INV-4711</Ustrd><Strd><AddtlRmtInf> </AddtlRmtInf><AddtlRmtInf>Part 2</AddtlRmtInf></Strd></RmtInf>'
    expect(readOne(changed(ONE, /<RmtInf>.*<\/RmtInf>/s, remittance)).elements).toMatchObject({
      'RmtInf/Strd/AddtlRmtInf': 'Part 2',
    })
  })

  it('carries an equivalent amount: what is debited, and the currency to be paid', () => {
    const equivalent = '<EqvtAmt><Amt Ccy="EUR">214000.00</Amt><CcyOfTrf>USD</CcyOfTrf></EqvtAmt>'
    expect(readOne(changed(ONE, /<InstdAmt.*InstdAmt>/, equivalent))).toMatchObject({
      amount: '214000.00',
      currency: 'EUR',
      elements: { 'Amt/EqvtAmt/CcyOfTrf': 'USD' },
    })
  })

  it('may pay an account of another scheme, placed by its bank', () => {
    const account = '<Othr><Id>4412345678</Id><SchmeNm><Prtry>LOCAL</Prtry></SchmeNm><Issr>X</Issr></Othr>'
    const other = changed(ONE, '<IBAN>FR7699990000420002140001788</IBAN>', account)
    expect(readOne(other)).toMatchObject({
      payee: { account: { other: { id: '4412345678', scheme: 'LOCAL', bic: 'XMPLFRPP', country: 'FR' } } },
      elements: { 'CdtrAcct/Id/Othr/SchmeNm/Prtry': 'LOCAL', 'CdtrAcct/Id/Othr/Issr': 'X' },
    })
    const unnamed = changed(
      other,
      '<BICFI>XMPLFRPP</BICFI>',
      '<ClrSysMmbId><MmbId>200415</MmbId></ClrSysMmbId><PstlAdr><Ctry>GB</Ctry></PstlAdr>',
    )
    expect(readOne(unnamed)).toMatchObject({
      payee: { account: { other: { id: '4412345678', scheme: 'LOCAL', country: 'GB' } } },
      elements: { 'CdtrAgt/FinInstnId/ClrSysMmbId/MmbId': '200415' },
    })
  })

  it('takes its reference from the lines, else the structured references, else the EndToEndId', () => {
    const remittance = (content: string) => readOne(changed(ONE, '<Ustrd>INV-4711</Ustrd>', content))
    const structured = '<Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd>'
    expect(remittance('<Ustrd>one</Ustrd><Ustrd>two</Ustrd>').reference).toBe('one two')
    expect(remittance(structured).reference).toBe('RF18539007547034')
    expect(remittance(`<Ustrd>one</Ustrd>${structured}`)).toMatchObject({
      reference: 'one',
      elements: { 'RmtInf/Strd/CdtrRefInf/Ref': 'RF18539007547034' },
    })
    expect(remittance('').reference).toBe('INV-4711')
  })

  it('is refused where its lines do not fit into a reference, rather than cut', () => {
    const lines = `<Ustrd>${'x'.repeat(100)}</Ustrd>`.repeat(2)
    expect(errorsOf(changed(ONE, '<Ustrd>INV-4711</Ustrd>', lines))).toEqual([
      { path: `${TRANSACTION}/RmtInf`, code: 'TEXT_TOO_LONG' },
    ])
  })

  it.each([
    ['214000', 'EUR', '214000.00'],
    ['214000.0', 'EUR', '214000.00'],
    ['214000', 'JPY', '214000'],
    ['214000', 'KWD', '214000.000'],
  ])('of %s %s is %s', (text, currency, amount) => {
    const xml = changed(ONE, /<InstdAmt.*InstdAmt>/, `<InstdAmt Ccy="${currency}">${text}</InstdAmt>`)
    expect(readOne(xml)).toMatchObject({ amount, currency })
  })

  it.each([
    ['three decimals of EUR', '214000.000', 'EUR', '', 'AMOUNT_FORMAT'],
    ['decimals of JPY', '214000.00', 'JPY', '', 'AMOUNT_FORMAT'],
    ['a sign', '+214000.00', 'EUR', '', 'AMOUNT_FORMAT'],
    ['leading zeros', '0214000.00', 'EUR', '', 'AMOUNT_FORMAT'],
    ['a currency of tests', '214000.00', 'XTS', '/@Ccy', 'CURRENCY_UNKNOWN'],
  ])('is refused for %s', (_, text, currency, attribute, code) => {
    const xml = changed(ONE, /<InstdAmt.*InstdAmt>/, `<InstdAmt Ccy="${currency}">${text}</InstdAmt>`)
    expect(errorsOf(xml)).toEqual([{ path: `${TRANSACTION}/Amt/InstdAmt${attribute}`, code }])
  })

  it('of nothing is refused', () => {
    const xml = ONE.replaceAll('214000.00', '0.00')
    expect(errorsOf(xml)).toEqual([{ path: `${TRANSACTION}/Amt/InstdAmt`, code: 'AMOUNT_FORMAT' }])
  })

  it('is refused where a code is wrong or a text would be seen differently than it is', () => {
    expect(errorsOf(changed(ONE, 'FR7699990000420002140001788', 'FR7699990000420002140001789'))).toEqual([
      { path: `${TRANSACTION}/CdtrAcct/Id/IBAN`, code: 'IBAN_INVALID' },
    ])
    expect(
      errorsOf(
        changed(ONE, '<IBAN>FR7699990000420002140001788</IBAN>', '<Othr><Id>FR7699990000420002140001788</Id></Othr>'),
      ),
    ).toEqual([{ path: `${TRANSACTION}/CdtrAcct/Id/Othr/Id`, code: 'IBAN_AS_OTHER' }])
    expect(errorsOf(changed(ONE, 'Ateliers du', 'Ateliers\u202Edu'))).toEqual([
      { path: `${TRANSACTION}/Cdtr/Nm`, code: 'TEXT_UNSEEN_CHARACTERS' },
    ])
    expect(errorsOf(changed(ONE, '<MsgId>HON', '<MsgId>\u200BHON'))).toEqual([
      { path: `${INITIATION}/GrpHdr/MsgId`, code: 'TEXT_UNSEEN_CHARACTERS' },
    ])
    expect(errorsOf(changed(ONE, '<Cd>SUPP</Cd>', '<Prtry>SU\u200BPP</Prtry>'))).toEqual([
      { path: `${TRANSACTION}/Purp/Prtry`, code: 'TEXT_UNSEEN_CHARACTERS' },
    ])
    expect(errorsOf(changed(ONE, '<Nm>Ateliers du Rhone SAS</Nm>', ''))).toEqual([
      { path: TRANSACTION, code: 'PAYEE_NAME_MISSING' },
    ])
    expect(errorsOf(changed(ONE, /<CdtrAcct>[^]*<\/CdtrAcct>/, ''))).toEqual([
      { path: TRANSACTION, code: 'PAYEE_ACCOUNT_MISSING' },
    ])
  })
})

describe('an element that affects amount or routing and is not carried', () => {
  const account = '<Id><IBAN>FR7699990000420002140001788</IBAN></Id>'
  it.each([
    ['GrpHdr/FwdgAgt', '</InitgPty>', '</InitgPty><FwdgAgt><FinInstnId/></FwdgAgt>', `${INITIATION}/GrpHdr/FwdgAgt`],
    [
      'PoolgAdjstmntDt',
      '</ReqdExctnDt>',
      '</ReqdExctnDt><PoolgAdjstmntDt>2026-12-02</PoolgAdjstmntDt>',
      `${INSTRUCTION}/PoolgAdjstmntDt`,
    ],
    ['DbtrAgtAcct', '</DbtrAgt>', `</DbtrAgt><DbtrAgtAcct>${account}</DbtrAgtAcct>`, `${INSTRUCTION}/DbtrAgtAcct`],
    ['ChrgsAcct', '</ChrgBr>', `</ChrgBr><ChrgsAcct>${account}</ChrgsAcct>`, `${INSTRUCTION}/ChrgsAcct`],
    [
      'XchgRateInf',
      '</Amt>',
      '</Amt><XchgRateInf><XchgRate>1.1</XchgRate></XchgRateInf>',
      `${TRANSACTION}/XchgRateInf`,
    ],
    ['ChqInstr', '</Amt>', '</Amt><ChqInstr/>', `${TRANSACTION}/ChqInstr`],
    [
      'IntrmyAgt1Acct',
      '<CdtrAgt>',
      `<IntrmyAgt1Acct>${account}</IntrmyAgt1Acct><CdtrAgt>`,
      `${TRANSACTION}/IntrmyAgt1Acct`,
    ],
    ['CdtrAgtAcct', '</CdtrAgt>', `</CdtrAgt><CdtrAgtAcct>${account}</CdtrAgtAcct>`, `${TRANSACTION}/CdtrAgtAcct`],
    ['CdtrAcct/Prxy', '</CdtrAcct>', '<Prxy><Id>+33465710017</Id></Prxy></CdtrAcct>', `${TRANSACTION}/CdtrAcct/Prxy`],
    [
      'InstrForCdtrAgt',
      '</CdtrAcct>',
      '</CdtrAcct><InstrForCdtrAgt><Cd>HOLD</Cd></InstrForCdtrAgt>',
      `${TRANSACTION}/InstrForCdtrAgt`,
    ],
    [
      'InstrForDbtrAgt',
      '</CdtrAcct>',
      '</CdtrAcct><InstrForDbtrAgt>pay cash</InstrForDbtrAgt>',
      `${TRANSACTION}/InstrForDbtrAgt`,
    ],
    ['RgltryRptg', '</Purp>', '</Purp><RgltryRptg/>', `${TRANSACTION}/RgltryRptg`],
    ['Tax', '</Purp>', '</Purp><Tax/>', `${TRANSACTION}/Tax`],
    ['RltdRmtInf', '</Purp>', '</Purp><RltdRmtInf/>', `${TRANSACTION}/RltdRmtInf`],
    [
      'RmtInf/Strd/GrnshmtRmt',
      '</Ustrd>',
      '</Ustrd><Strd><GrnshmtRmt><Tp><CdOrPrtry><Cd>X</Cd></CdOrPrtry></Tp></GrnshmtRmt></Strd>',
      `${TRANSACTION}/RmtInf/Strd/GrnshmtRmt`,
    ],
    [
      'SplmtryData',
      '</RmtInf>',
      '</RmtInf><SplmtryData><Envlp><x xmlns="urn:x"/></Envlp></SplmtryData>',
      `${TRANSACTION}/SplmtryData`,
    ],
  ])('is refused with its path: %s', (_, from, to, path) => {
    expect(errorsOf(changed(ONE, from, to))).toEqual([{ path, code: 'ELEMENT_NOT_CARRIED' }])
  })

  it.each(['CHK', 'TRA'])('is the payment method %s', (method) => {
    expect(errorsOf(changed(ONE, '>TRF<', `>${method}<`))).toEqual([
      { path: `${INSTRUCTION}/PmtMtd`, code: 'ELEMENT_NOT_CARRIED' },
    ])
  })

  it('is not overlooked because the same element is stated for all transfers and for one', () => {
    const both = changed(ONE, '</Amt>', '</Amt><ChrgBr>DEBT</ChrgBr>')
    expect(errorsOf(both)).toEqual([{ path: `${TRANSACTION}/ChrgBr`, code: 'ELEMENT_AT_BOTH_LEVELS' }])
  })

  it('is named for every transfer that has it', () => {
    expect(errorsOf(FIVE.replaceAll('</Amt>', '</Amt><ChqInstr/>')).map(({ path }) => path)).toEqual(
      [1, 2, 3, 4, 5].map((n) => `${INSTRUCTION}/CdtTrfTxInf[${n}]/ChqInstr`),
    )
  })
})

describe('counts and control sums', () => {
  it('are compared for the file and for each payment information', () => {
    expect(errorsOf(changed(FIVE, '<NbOfTxs>5<', '<NbOfTxs>4<'))).toEqual([
      { path: `${INITIATION}/GrpHdr/NbOfTxs`, code: 'COUNT_MISMATCH' },
    ])
    expect(errorsOf(changed(FIVE, '<CtrlSum>16500.00<', '<CtrlSum>16500.01<'))).toEqual([
      { path: `${INITIATION}/GrpHdr/CtrlSum`, code: 'SUM_MISMATCH' },
    ])
    const inner = changed(
      FIVE,
      /<NbOfTxs>5<\/NbOfTxs>\s*<CtrlSum>16500.00<\/CtrlSum>\s*<PmtTpInf>/,
      '<NbOfTxs>6</NbOfTxs><CtrlSum>1</CtrlSum><PmtTpInf>',
    )
    expect(errorsOf(inner)).toEqual([
      { path: `${INSTRUCTION}/NbOfTxs`, code: 'COUNT_MISMATCH' },
      { path: `${INSTRUCTION}/CtrlSum`, code: 'SUM_MISMATCH' },
    ])
  })

  it('are exact where floating point is not', () => {
    const tenths = changed(FIVE, '3120.45', '0.10').replace('2890.00', '0.20').replaceAll('16500.00', '10489.85')
    expect(read(tenths)).toHaveLength(5)
    expect(errorsOf(tenths.replaceAll('10489.85', '10489.8500000000001')).map(({ code }) => code)).toEqual([
      'SUM_MISMATCH',
      'SUM_MISMATCH',
    ])
    expect(read(tenths.replaceAll('10489.85', `10489.85${'0'.repeat(30)}`))).toHaveLength(5)
  })

  it('may be left out where the schema lets them be', () => {
    expect(read(FIVE.replaceAll(/<CtrlSum>.*<\/CtrlSum>/g, ''))).toHaveLength(5)
  })

  it('hold across two payment informations, each with its own account and date', () => {
    const instruction = /<PmtInf>[^]*<\/PmtInf>/.exec(ONE)?.[0] ?? ''
    const second = instruction
      .replace('FR7630006000011234567890189', 'NL46XMPL0000300500')
      .replace('2026-12-01', '2026-12-02')
      .replace('<EndToEndId>INV-4711<', '<EndToEndId>INV-4712<')
    const two = changed(ONE, '</PmtInf>', `</PmtInf>${second}`)
    expect(errorsOf(two).map(({ code }) => code)).toEqual(['COUNT_MISMATCH', 'SUM_MISMATCH'])
    const counted = two.replace('<NbOfTxs>1<', '<NbOfTxs>2<').replace('<CtrlSum>214000.00<', '<CtrlSum>428000<')
    expect(read(counted).map(({ path, debtor, executionDate }) => [path, debtor.account, executionDate])).toEqual([
      [TRANSACTION, { iban: 'FR7630006000011234567890189' }, '2026-12-01'],
      [`${INITIATION}/PmtInf[2]/CdtTrfTxInf[1]`, { iban: 'NL46XMPL0000300500' }, '2026-12-02'],
    ])
  })
})

describe('the EndToEndId, by which the sender finds its payment again', () => {
  it('is refused when two transfers share it', () => {
    expect(errorsOf(changed(FIVE, 'SAL-2026-11-0004', 'SAL-2026-11-0002'))).toEqual([
      { path: `${INSTRUCTION}/CdtTrfTxInf[4]/PmtId/EndToEndId`, code: 'END_TO_END_ID_DUPLICATE' },
    ])
  })

  it('is refused when it names nothing', () => {
    expect(errorsOf(changed(ONE, '<EndToEndId>INV-4711<', '<EndToEndId>NOTPROVIDED<'))).toEqual([
      { path: `${TRANSACTION}/PmtId/EndToEndId`, code: 'END_TO_END_ID_MISSING' },
    ])
  })
})

describe('a pain.001.001.03', () => {
  const V3 = ONE.replace('pain.001.001.09', 'pain.001.001.03')
    .replaceAll('BICFI', 'BIC')
    .replace(/<ReqdExctnDt>[^]*<\/ReqdExctnDt>/, '<ReqdExctnDt>2026-12-01</ReqdExctnDt>')

  it('is read as the same payment', () => {
    const { message, transactions } = readPain001(Buffer.from(V3))
    expect(message).toBe('pain.001.001.03')
    expect(transactions).toEqual(read(ONE))
  })

  it('may say that no BIC is provided, as SEPA files do', () => {
    const without = V3.replaceAll(/<BIC>.*<\/BIC>/g, '<Othr><Id>NOTPROVIDED</Id></Othr>')
    const transaction = readOne(without)
    expect(transaction.payee.account).toEqual({ iban: 'FR7699990000420002140001788' })
    expect(transaction).not.toHaveProperty('debtorAgent')
    expect(Object.keys(transaction.elements).filter((key) => key.includes('FinInstnId'))).toEqual([])
    const other = V3.replace('<BIC>XMPLFRPP</BIC>', '<Othr><Id>99990</Id></Othr>')
    expect(readOne(other).elements).toMatchObject({ 'CdtrAgt/FinInstnId/Othr/Id': '99990' })
  })

  it('is refused with its path as well', () => {
    expect(errorsOf(changed(V3, '</Amt>', '</Amt><ChqInstr/>'))).toEqual([
      { path: `${TRANSACTION}/ChqInstr`, code: 'ELEMENT_NOT_CARRIED' },
    ])
  })
})
