import { expectNothingReleased } from '../support/oracle.ts'
import type { Office } from '../support/office.ts'
import type { Attack, Scenario } from './scenarios/scenario.ts'

/**
 * One test: the attack is played, then its honest twin, which is paid; then nothing of the attack has been released.
 * In this order, because by then releaser and webhooks have shown that they work.
 */
export function playsOut(office: () => Office, scenario: Scenario, judge: (attack: Attack) => void): void {
  it(`attack ${scenario.number}: ${scenario.title}`, async () => {
    const attack = await scenario.attack(office())
    judge(attack)
    await scenario.twin(office())
    await expectNothingReleased(
      office(),
      attack.orders.map(({ id }) => id),
    )
  })
}
