import { setTimeout as pause } from 'node:timers/promises'
import { createHeard, type Heard } from './heard.ts'

describe('what tabs of one browser have heard from the service', () => {
  let tabs: Heard[] = []
  afterEach(() => {
    for (const tab of tabs) tab.close()
    tabs = []
  })

  function open(name: string): Heard {
    const tab = createHeard(new BroadcastChannel(name), 50)
    tabs.push(tab)
    return tab
  }

  it('is known to all of them: one that was left alone counts from what the busy one heard', async () => {
    const [idle, busy] = [open('one'), open('one')]
    idle.note(1_000)
    busy.note(2_000)
    await pause(50)
    expect([idle.lastAt(), busy.lastAt()]).toEqual([2_000, 2_000])
  })

  it('is asked of them before anything is ended, by a tab that was not there when it was said', async () => {
    const busy = open('two')
    busy.note(2_000)
    const late = open('two')
    expect(late.lastAt()).toBe(0)
    expect(await late.askTabs()).toBe(2_000)
  })

  it('never goes back, and is what it was where nobody knows better', async () => {
    const [one, other] = [open('three'), open('three')]
    one.note(3_000)
    await pause(50)
    other.note(1_000)
    await pause(50)
    expect(await one.askTabs()).toBe(3_000)
  })
})
