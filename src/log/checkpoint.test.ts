import { generateKeyPairSync } from 'node:crypto'
import { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts'
import { noteSigner, signNote } from './note.ts'

const ROOT = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='
// The example of the C2SP specification.
const EXAMPLE = `example.com/behind-the-sofa\n20852163\n${ROOT}\n`

describe('a checkpoint', () => {
  it('is read and written as the specification shows', () => {
    const checkpoint = parseCheckpoint(EXAMPLE)
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20852163 })
    expect(formatCheckpoint(checkpoint)).toBe(EXAMPLE)
  })

  it.each([
    ['a leading zero', EXAMPLE.replace('2085', '02085')],
    ['a sign', EXAMPLE.replace('2085', '+2085')],
    ['an unsafe size', EXAMPLE.replace('20852163', '9007199254740993')],
    ['no origin', EXAMPLE.replace('example.com/behind-the-sofa', '')],
    ['a short root', EXAMPLE.replace(ROOT, 'CsUYapGGPo4=')],
    ['a root in base64url', EXAMPLE.replace('/', '_').replace(ROOT, ROOT.replace('/', '_'))],
    ['an extension line', `${EXAMPLE}more\n`],
    ['no final newline', EXAMPLE.trimEnd()],
    ['a carriage return', EXAMPLE.replaceAll('\n', '\r\n')],
  ])('with %s is refused', (_what, text) => {
    expect(() => parseCheckpoint(text)).toThrow('CHECKPOINT_INVALID')
  })

  it('opens with the key of its log alone', async () => {
    const key = noteSigner('example.com/behind-the-sofa', generateKeyPairSync('ed25519').privateKey)
    const other = noteSigner('example.com/elsewhere', generateKeyPairSync('ed25519').privateKey)
    const note = await signCheckpoint(parseCheckpoint(EXAMPLE), key)
    expect(openCheckpoint(note, key).size).toBe(20852163)
    expect(() => openCheckpoint(note, other)).toThrow('no known key')
    const forAnother = await signNote(EXAMPLE, [other])
    expect(() => openCheckpoint(forAnother, other)).toThrow('not example.com/elsewhere')
  })
})
