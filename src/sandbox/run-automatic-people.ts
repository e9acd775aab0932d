import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Profile } from '../platform/config/profile.ts'
import { createSecretFile } from '../platform/secret-file.ts'
import { answerTask, asSubject, isSignedOut, type Paper } from './automatic-person.ts'
import { keyPathOf, readInvitations } from './invitations-file.ts'
import { requireSandbox } from './require-sandbox.ts'
import { redeemInvitation, signInAs, type Invitation, type Person, type Site, type Subject } from './rest-person.ts'
import { createSoftwareKey, restoreSoftwareKey, type SoftwareKey, type SoftwareKeyState } from './software-key.ts'

export interface AutomaticPeople {
  readonly profile: Profile
  readonly site: Site
  readonly dataDir: string
  /** What an invoice would say. */
  readonly paperOf: (subject: Subject) => Promise<Paper>
  readonly signal: AbortSignal
  readonly onError: (error: unknown, email: string) => void
  readonly intervalMs?: number
}

/** What was refused is tried again, but not at once: nobody's patience is tested but ours. */
const REFUSED_MS = 30_000

/**
 * The people whom organisation.yaml marks `automatic`, until `signal` aborts: they enrol software keys, sign in and
 * answer what waits for them, over the same calls as everybody. For PROFILE=sandbox alone.
 */
export async function runAutomaticPeople(options: AutomaticPeople): Promise<void> {
  const { profile, dataDir, signal, onError, intervalMs = 500 } = options
  requireSandbox(profile)
  const present = new Map<string, Person>()
  const resting = new Map<string, number>()
  while (!signal.aborted) {
    const invitations = await readInvitations(dataDir)
    for (const [email, { id, enrolment }] of Object.entries(invitations)) {
      if (signal.aborted) return
      if ((resting.get(id) ?? 0) > performance.now()) continue
      try {
        const person = present.get(id) ?? (await arrive(options, id, { email, token: enrolment }))
        present.set(id, person)
        await workThrough(person, options, resting)
      } catch (error) {
        present.delete(id)
        if (isSignedOut(error)) continue
        resting.set(id, performance.now() + intervalMs * 10)
        onError(error, email)
      }
    }
    await sleep(intervalMs, undefined, { signal }).catch(() => undefined)
  }
}

/** With the key of an earlier run, else with a new one by invitation. */
async function arrive({ site, dataDir }: AutomaticPeople, id: string, { email, token }: Invitation): Promise<Person> {
  const path = keyPathOf(dataDir, id)
  const kept = await readFile(path, 'utf8').catch(() => null)
  const key = kept === null ? await createSoftwareKey() : restoreSoftwareKey(JSON.parse(kept) as SoftwareKeyState)
  if (kept === null) {
    ;(await redeemInvitation(site, token, key)).body()
    await keepKey(path, key)
  }
  const person = await signInAs(site, { id, email }, key)
  await keepKey(path, key)
  return person
}

/** After each use: its counter goes on from there, and a key that counts backwards is taken for a copy. */
async function keepKey(path: string, key: SoftwareKey): Promise<void> {
  const file = await createSecretFile(path)
  await file.write(JSON.stringify(key))
  await file.keep()
}

async function workThrough(person: Person, options: AutomaticPeople, resting: Map<string, number>): Promise<void> {
  for (const task of await person.inbox()) {
    const subject = asSubject(task)
    const mark = `${person.id} ${task.requirementId}`
    if (subject === null || (resting.get(mark) ?? 0) > performance.now()) continue
    // An answer that changes nothing, such as waiting for expiry, is not repeated either.
    resting.set(mark, performance.now() + REFUSED_MS)
    try {
      await answerTask(person, task, subject, await options.paperOf(subject))
    } catch (error) {
      if (isSignedOut(error)) {
        resting.delete(mark)
        throw error
      }
      options.onError(error, person.email)
    } finally {
      await keepKey(keyPathOf(options.dataDir, person.id), person.key)
    }
  }
}
