import type { Locator, Page } from 'playwright-core'

type Role = Parameters<Page['getByRole']>[0]

/** A page, or the part of it in which a control is looked for: a dialog, say, which covers others of the same name. */
export type Place = Page | Locator

const IS_FOCUSED = (element: { ownerDocument: { activeElement: unknown } }): boolean =>
  element.ownerDocument.activeElement === element

/** More stops than any page of ours has. */
const STOPS = 400

/** Goes to a control as somebody without a mouse does, by its role and accessible name; fails when no Tab gets there. */
export async function tabTo(place: Place, role: Role, name: string | RegExp): Promise<void> {
  const control = place.getByRole(role, { name, ...(typeof name === 'string' && { exact: true }) })
  const { keyboard } = pageOf(place)
  for (let stop = 0; stop < STOPS; stop++) {
    if ((await control.count()) === 1 && (await control.evaluate(IS_FOCUSED))) return
    await keyboard.press('Tab')
  }
  throw new Error(`The keyboard does not get to the ${role} named ${String(name)}`)
}

/** `tabTo`, then Enter, or Space for what Enter does not operate. */
export async function pressControl(place: Place, role: Role, name: string | RegExp): Promise<void> {
  await tabTo(place, role, name)
  await pageOf(place).keyboard.press(role === 'checkbox' || role === 'radio' || role === 'switch' ? 'Space' : 'Enter')
}

/** One of a group of radio buttons: Tab gets to the group, arrows to its members. */
export async function chooseRadio(place: Place, name: string): Promise<void> {
  const { keyboard } = pageOf(place)
  const radio = place.getByRole('radio', { name, exact: true })
  const group = place.locator(`input[type="radio"][name="${await radio.getAttribute('name')}"]`)
  const isInside = async () =>
    (await group.evaluateAll((radios) => radios.filter((one) => one.ownerDocument.activeElement === one))).length > 0
  for (let stop = 0; stop < STOPS && !(await isInside()); stop++) await keyboard.press('Tab')
  for (let step = 0; step < STOPS && !(await radio.evaluate(IS_FOCUSED)); step++) await keyboard.press('ArrowDown')
  if (!(await radio.isChecked())) await keyboard.press('Space')
}

/** Goes to a field and types in place of what stands there. */
export async function typeInto(
  place: Place,
  name: string | RegExp,
  text: string,
  role: Role = 'textbox',
): Promise<void> {
  const { keyboard } = pageOf(place)
  await tabTo(place, role, name)
  await keyboard.press('ControlOrMeta+a')
  await keyboard.press('Delete')
  await keyboard.insertText(text)
}

function pageOf(place: Place): Page {
  return 'keyboard' in place ? place : place.page()
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
