import type { Profile } from './settings-schema.ts'
import type { Settings } from './settings-shape.ts'

export type { Profile }

/** What a profile lets pass. Everything that is not here is the same in all of them. */
export interface ProfileRules {
  /** Whether a key is enrolled only with an attestation that leads up to a known root. */
  attestationDemanded(settings: Pick<Settings, 'attestationRoots'>): boolean
  /** Else a person's first key waits for an administrator's signature. */
  readonly firstKeysActiveAtOnce: boolean
  /** Else nothing releases before two administrators have confirmed each other's keys. */
  readonly genesisImplied: boolean
  /** How long a further key may only deny, hold and report. */
  readonly quarantineHours: number
  /**
   * By how much cooling-off and a review's time limit are divided when they are an hour or more, so that a demo's
   * PT24H lasts 24 seconds. What a policy wrote shorter was meant so, and `expire` always is (`domain/requirement.ts`).
   */
  readonly timeScale: number
}

const SANDBOX: ProfileRules = {
  attestationDemanded: (settings) => settings.attestationRoots.length > 0,
  firstKeysActiveAtOnce: true,
  genesisImplied: true,
  quarantineHours: 0,
  timeScale: 1,
}

const RULES: Readonly<Record<Profile, ProfileRules>> = {
  demo: { ...SANDBOX, timeScale: 3_600 },
  sandbox: SANDBOX,
  production: {
    attestationDemanded: () => true,
    firstKeysActiveAtOnce: false,
    genesisImplied: false,
    // Long enough for the mail about it to be read after a weekend.
    quarantineHours: 72,
    timeScale: 1,
  },
}

export function profileRules(profile: Profile): ProfileRules {
  return RULES[profile]
}
