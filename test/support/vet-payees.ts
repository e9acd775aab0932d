import type { Person } from '../../src/sandbox/rest-person.ts'
import { until } from './until.ts'

/** The payees of the organisation's file become known when a quorum has signed for them. */
export async function vetPayees(quorum: readonly Person[]): Promise<void> {
  const [reader] = quorum
  if (reader === undefined) throw new TypeError('Unexpected: nobody to vet payees')
  const { subject, requirementId } = await until('the onboarding of payees waiting for a signature', async () =>
    (await reader.inbox()).find((item) => item.subject.type === 'account-change'),
  )
  const change = { type: 'account-change', id: subject.id } as const
  for (const person of quorum) await person.sign(change, requirementId, 'confirm')
  await until('the payees being on file', async () =>
    (await reader.read(change)).state === 'applied' ? true : undefined,
  )
}
