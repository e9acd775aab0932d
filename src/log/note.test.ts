import { generateKeyPairSync } from 'node:crypto'
import { formatVerifierKey, noteSigner, noteVerifier, openNote, parseVerifierKey, signNote } from './note.ts'

// Key and checkpoint of the test log of transparency-dev/tessera: another implementation's bytes.
const TESTDATA_KEY = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx'
const TESTDATA_NOTE =
  'example.com/log/testdata\n' +
  '100270\n' +
  'GRV1O0dCqmjjPvYi7CtOT79zb/fPwLNsMFWsynwU8Ac=\n' +
  '\n' +
  '— example.com/log/testdata ' +
  'M9e0lkcvy5bAe7rrC8tCyAP+my+CLzswA91zOpBNWVU7qCojkUOHnfdQzDImoYeYH8G8PJSwOqsx0RkSa261OmKVwwM=\n'

const alice = newSigner('example.com/alice')
const bob = newSigner('example.com/bob')

describe('a signed note', () => {
  it('of another implementation opens with its verifier key', () => {
    const testdata = parseVerifierKey(TESTDATA_KEY)
    expect(openNote(TESTDATA_NOTE, [testdata])).toMatchObject({ signedBy: [testdata] })
    expect(formatVerifierKey(testdata)).toBe(TESTDATA_KEY)
  })

  it('opens to its text, with the keys that signed it', async () => {
    const note = await signNote('first\n\nafter an empty line\n', [alice, bob])
    const opened = openNote(note, [noteVerifier(bob.name, bob.publicKey)])
    expect(opened.text).toBe('first\n\nafter an empty line\n')
    expect(opened.signedBy.map((key) => key.name)).toEqual(['example.com/bob'])
    expect(openNote(note, [alice, bob]).signedBy).toHaveLength(2)
  })

  it('ignores unknown keys, also one that borrows a known name', async () => {
    const imposter = newSigner(alice.name)
    const note = await signNote('text\n', [imposter, alice])
    expect(openNote(note, [alice]).signedBy).toEqual([alice])
    expect(() => openNote(`text\n\n${linesOf(note)[0]}\n`, [alice])).toThrow('no known key')
  })

  it('is refused as a whole when a known key did not sign this text', async () => {
    const note = await signNote('pay 10\n', [alice, bob])
    expect(() => openNote(note.replace('pay 10', 'pay 99'), [alice])).toThrow('does not verify')
    const other = linesOf(await signNote('other\n', [alice]))[0]
    expect(() => openNote(`pay 10\n\n${linesOf(note)[1]}\n${other}\n`, [alice, bob])).toThrow('does not verify')
  })

  it.each([
    ['no signature', 'text\n'],
    ['no signature lines', 'text\n\n'],
    ['no final newline', TESTDATA_NOTE.trimEnd()],
    ['a control character', `tab\there\n\n${linesOf(TESTDATA_NOTE)[0]}\n`],
    ['a lone surrogate', `\ud800\n\n${linesOf(TESTDATA_NOTE)[0]}\n`],
    ['a hyphen for the dash', TESTDATA_NOTE.replace('—', '-')],
    ['loose base64', TESTDATA_NOTE.replace('wwM=', 'wwN=')],
    ['a line of no signature', `${TESTDATA_NOTE}junk\n`],
    ['a carriage return', TESTDATA_NOTE.replaceAll('\n', '\r\n')],
    ['a signature of key id alone', 'text\n\n— example.com/log/testdata M9e0lg==\n'],
  ])('with %s is refused', (_what, note) => {
    expect(() => openNote(note, [parseVerifierKey(TESTDATA_KEY)])).toThrow('NOTE_INVALID')
  })

  it('is not made of a text without its newline, nor by nobody', async () => {
    await expect(signNote('text', [alice])).rejects.toThrow('NOTE_INVALID')
    await expect(signNote('text\n', [])).rejects.toThrow('NOTE_INVALID')
  })
})

describe('a verifier key', () => {
  it.each([
    ['another hash', TESTDATA_KEY.replace('33d7b496', '33d7b497')],
    ['another name', TESTDATA_KEY.replace('/log/', '/lag/')],
    ['another algorithm', 'x+00000000+AhpcpA=='],
    ['a space in its name', TESTDATA_KEY.replace('/log/', '/log /')],
    ['nothing', ''],
  ])('with %s is refused', (_what, key) => {
    expect(() => parseVerifierKey(key)).toThrow('NOTE_INVALID')
  })

  it('of a private key that is not Ed25519 is refused', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    expect(() => noteSigner('example.com', privateKey)).toThrow('not Ed25519')
  })
})

function newSigner(name: string) {
  return noteSigner(name, generateKeyPairSync('ed25519').privateKey)
}

function linesOf(note: string): string[] {
  return note.slice(note.lastIndexOf('\n\n') + 2, -1).split('\n')
}
