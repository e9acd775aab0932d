import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { verifyConsistency, verifySubtreeConsistency } from '../../src/log/consistency-proof.ts'
import { verifyInclusion, verifySubtreeInclusion } from '../../src/log/inclusion-proof.ts'

const VECTORS = join(import.meta.dirname, '../../../shared/vectors/rfc6962')

interface Vector {
  readonly desc: string
  readonly wantErr: boolean
  readonly proof: readonly string[] | null
  readonly [field: string]: unknown
}

const suites: { folder: string; atLeast: number; verify: (vector: Vector) => boolean }[] = [
  {
    folder: 'inclusion',
    atLeast: 90,
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
    atLeast: 90,
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
    atLeast: 200,
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
    atLeast: 110,
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
  for (const { folder, atLeast, verify } of suites) {
    describe(folder, () => {
      const files = existsSync(VECTORS) ? filesIn(join(VECTORS, folder)) : []

      it('has vectors', () => {
        expect(files.length).toBeGreaterThanOrEqual(atLeast)
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
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name))
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
