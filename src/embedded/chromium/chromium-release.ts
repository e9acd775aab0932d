/**
 * The one build of Chromium that is ever fetched: the npm package `@sparticuz/chromium`, a headless shell that brings
 * the libraries which plain containers lack. 143 is the last line of it that is made for Node 20. To move to another:
 * the integrity is `npm view @sparticuz/chromium@<version> dist.integrity`, the rest is the SHA-256 of what unpacking
 * leaves.
 */
export interface ChromiumRelease {
  readonly package: string
  readonly version: string
  /** Of the tarball, as package-lock.json writes it. */
  readonly integrity: string
  readonly bytes: number
  readonly executableSha256: string
}

const RELEASES: Readonly<Record<string, ChromiumRelease>> = {
  'linux-x64': {
    package: '@sparticuz/chromium',
    version: '143.0.4',
    integrity: 'sha512-/6I7uQTRhRDD2/gGPQ1Gkf+Dqk0RYDACPJDZfSzz0OWk4JmUTonNHPXbrn6UIklOHlnDLf8xAAzkOZKB/cJpLA==',
    bytes: 66_555_040,
    executableSha256: '52bfc7e573cc3d0f1647ef4c10e646c47ae7bf5f9a7e8c0f7832abd961fb5c0c',
  },
}

/** Undefined on a system that there is no pinned build for. */
export function chromiumRelease(system = `${process.platform}-${process.arch}`): ChromiumRelease | undefined {
  return RELEASES[system]
}
