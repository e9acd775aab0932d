import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { verifyConsistency, verifySubtreeConsistency } from '../../src/log/consistency-proof.ts'
import { verifyInclusion, verifySubtreeInclusion } from '../../src/log/inclusion-proof.ts'

const VECTORS = join(import.meta.dirname, '../../../shared/vectors/rfc6962')

interface Vector {
  readonly desc: string
  readonly wantErr: boolean
  readonly proof: readonly string[] | null
  readonly [field: string]: unknown
}

interface Suite {
  readonly folder: string
  readonly files: number
  /** SHA-256 of their paths within the folder, sorted, one a line: none can vanish, and none come without being run. */
  readonly names: string
  readonly verify: (vector: Vector) => boolean
}

const suites: readonly Suite[] = [
  {
    folder: 'inclusion',
    files: 98,
    names: '41ac2f6d51027ba5c45aeb055dc9aa87f902b0bad1a5e3bf569c391d294fde9a',
    verify: (v) =>
      verifyInclusion(
        {
          leafIndex: integer(v, 'leafIdx'),
          size: integer(v, 'treeSize'),
          leafHash: bytes(v, 'leafHash'),
          path: path(v),
        },
        bytes(v, 'root'),
      ),
  },
  {
    folder: 'consistency',
    files: 98,
    names: '2350929b972a349377fd5e18ffe54ecd4c1c67cd926bdd5fe7656995fd60747c',
    verify: (v) =>
      verifyConsistency({
        size1: integer(v, 'size1'),
        root1: bytes(v, 'root1'),
        size2: integer(v, 'size2'),
        root2: bytes(v, 'root2'),
        proof: path(v),
      }),
  },
  {
    folder: 'subtreeinclusion',
    files: 204,
    names: '990eab1786391c794aaa0051444e396b9d0869e08a32e9026f12c05e8c176be4',
    verify: (v) =>
      verifySubtreeInclusion(
        {
          leafIndex: integer(v, 'leafIdx'),
          range: { start: integer(v, 'start'), end: integer(v, 'end') },
          leafHash: bytes(v, 'leafHash'),
          path: path(v),
        },
        bytes(v, 'root'),
      ),
  },
  {
    folder: 'subtreeconsistency',
    files: 118,
    names: '9833c10ca376ba6fcb7422e58f9c3153cb8b4c87b1c9086b7d96caf98e54e29f',
    verify: (v) =>
      verifySubtreeConsistency({
        range: { start: integer(v, 'start'), end: integer(v, 'end') },
        subtreeHash: bytes(v, 'root1'),
        size: integer(v, 'size'),
        root: bytes(v, 'root2'),
        proof: path(v),
      }),
  },
]

const describeWithVectors = existsSync(VECTORS) ? describe : describe.skip

describeWithVectors('RFC 6962 proofs of transparency-dev/merkle', () => {
  it('come in these folders and no others', () => {
    const folders = readdirSync(VECTORS, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(folders.map(({ name }) => name).toSorted()).toEqual(suites.map(({ folder }) => folder).toSorted())
  })

  for (const { folder, files: count, names, verify } of suites) {
    describe(folder, () => {
      const files = existsSync(VECTORS) ? filesIn(join(VECTORS, folder)) : []

      it('has all its vectors, and runs each', () => {
        const paths = files.map((file) => relative(join(VECTORS, folder), file))
        expect(paths.filter((path) => !path.endsWith('.json'))).toEqual([])
        const digest = createHash('sha256').update(paths.toSorted().join('\n')).digest('hex')
        expect([files.length, digest]).toEqual([count, names])
        const wanted = files.map((file) => read(file).wantErr)
        expect(wanted).toContain(true)
        expect(wanted).toContain(false)
      })

      it.each(files.map((file) => [file.slice(VECTORS.length + 1), file]))('%s', (_name, file) => {
        const vector = read(file)
        expect(verify(vector)).toBe(!vector.wantErr)
      })
    })
  }
})

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
}

function read(file: string): Vector {
  return JSON.parse(readFileSync(file, 'utf8')) as Vector
}

function integer(vector: Vector, field: string): number {
  const value = vector[field]
  if (typeof value !== 'number') throw new TypeError(`Unexpected ${field} in "${vector.desc}", expected a number`)
  return value
}

function bytes(vector: Vector, field: string): Uint8Array {
  const value = vector[field]
  if (typeof value !== 'string') throw new TypeError(`Unexpected ${field} in "${vector.desc}", expected base64`)
  return Buffer.from(value, 'base64')
}

function path(vector: Vector): Uint8Array[] {
  return (vector.proof ?? []).map((hash) => Buffer.from(hash, 'base64'))
}
