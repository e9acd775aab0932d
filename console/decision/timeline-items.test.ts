import type { Standing } from '../api/decisions.ts'
import { timelineOf } from './timeline-items.ts'

const signature = (version: number, voidedBy: string | null): Standing['evidence'][number] => ({
  ...{ id: `evd_${version}`, requirementId: 'req_1', kind: 'approval', decision: 'confirm', personId: 'per_ben' },
  ...{ forPersonId: null, credentialId: '', statementDigest: '', acceptedAt: `2026-11-0${version}`, logIndex: version },
  subject: { type: 'order', id: 'ord_1', version, digest: '' },
  voidedBy,
})

it('says of each signature whether it still counts', () => {
  const timeline = [1, 2].map((version) => ({
    at: `2026-11-0${version}`,
    kind: 'approval.confirm',
    by: 'per_ben',
    version,
  }))
  const evidence = [signature(1, 'version:2'), signature(2, null)]
  expect(timelineOf({ timeline, evidence })).toMatchObject([
    { version: 1, isVoid: true, logIndex: 1 },
    { version: 2, isVoid: false, logIndex: 2 },
  ])
})

it('takes nothing for a signature that is none', () => {
  const timeline = [{ at: '2026-11-01', kind: 'amended', by: null, version: 1 }]
  expect(timelineOf({ timeline, evidence: [signature(1, 'version:2')] })).toMatchObject([
    { isVoid: false, logIndex: null },
  ])
})
