import type { Page } from 'playwright-core'

type Role = Parameters<Page['getByRole']>[0]

const IS_FOCUSED = (element: { ownerDocument: { activeElement: unknown } }): boolean =>
  element.ownerDocument.activeElement === element

/** More stops than any page of ours has. */
const STOPS = 400

/** Goes to a control as somebody without a mouse does, by its role and accessible name; fails when no Tab gets there. */
export async function tabTo(page: Page, role: Role, name: string | RegExp): Promise<void> {
  const control = page.getByRole(role, { name, ...(typeof name === 'string' && { exact: true }) })
  for (let stop = 0; stop < STOPS; stop++) {
    if ((await control.count()) === 1 && (await control.evaluate(IS_FOCUSED))) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`The keyboard does not get to the ${role} named ${String(name)}`)
}

/** `tabTo`, then Enter, or Space for what Enter does not operate. */
export async function pressControl(page: Page, role: Role, name: string | RegExp): Promise<void> {
  await tabTo(page, role, name)
  await page.keyboard.press(role === 'checkbox' || role === 'radio' || role === 'switch' ? 'Space' : 'Enter')
}

/** Goes to a field and types in place of what stands there. */
export async function typeInto(page: Page, name: string | RegExp, text: string, role: Role = 'textbox'): Promise<void> {
  await tabTo(page, role, name)
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('Delete')
  await page.keyboard.insertText(text)
}

/** Goes to an entry of an open menu or list with the arrow keys, and chooses it. */
export async function chooseByArrows(page: Page, role: Role, name: string | RegExp): Promise<void> {
  const entry = page.getByRole(role, { name })
  await entry.waitFor()
  for (let stop = 0; stop < STOPS; stop++) {
    if (await entry.evaluate(IS_FOCUSED)) return page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
  }
  throw new Error(`The arrow keys do not get to the ${role} named ${String(name)}`)
}
