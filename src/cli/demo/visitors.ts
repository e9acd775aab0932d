/** As organisation.yaml has people. */
export interface Visitor {
  readonly email: string
  readonly name: string
  readonly roles: readonly string[]
  readonly groups: readonly string[]
  readonly phones: string[]
  readonly limits?: readonly object[]
}

const LIMITS = [{ entity: 'eu', currency: 'EUR', perOrder: '500000.00', perDay: '1000000.00' }]

/**
 * Whoever runs `demo --keep` sits here: the people of the stories have their keys in the demo's own browser, and no
 * hand can touch those. As many as one payment takes, because nobody has two functions in it but the first.
 */
export const VISITORS: readonly Visitor[] = [
  {
    ...{ email: 'vic@example.com', name: 'Vic Visitor', roles: ['instructor', 'approver'], groups: ['treasury'] },
    ...{ limits: LIMITS, phones: ['+33199001011'] },
  },
  {
    ...{ email: 'uma@example.com', name: 'Uma Visitor', roles: ['approver'], groups: ['treasury'] },
    ...{ limits: LIMITS, phones: ['+33199001012'] },
  },
  { email: 'wes@example.com', name: 'Wes Visitor', roles: ['caller'], groups: [], phones: ['+33199001013'] },
  { email: 'xia@example.com', name: 'Xia Visitor', roles: ['reviewer'], groups: ['escalation'], phones: [] },
]
