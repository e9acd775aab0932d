import type { Locator, Page } from 'playwright-core'

/** What a person waits for before they go on; fails, naming it, when it does not come. */
export async function seeHeading(page: Page, name: string | RegExp): Promise<Locator> {
  const heading = page.getByRole('heading', { name, ...(typeof name === 'string' && { exact: true }) })
  await heading.waitFor()
  return heading
}

export async function seeText(page: Page | Locator, text: string | RegExp): Promise<Locator> {
  const found = page.getByText(text, typeof text === 'string' ? { exact: true } : {}).first()
  await found.waitFor()
  return found
}

/** A refusal, or anything else that is said at once. */
export async function seeAlert(page: Page, text: string | RegExp): Promise<Locator> {
  const alert = page.getByRole('alert').filter({ hasText: text })
  await alert.first().waitFor()
  return alert.first()
}

/** What is written on the screen, or in a part of it. */
export function textOf(page: Page, selector = 'body'): Promise<string> {
  return page.locator(selector).first().innerText()
}

/** Nothing is on its way any more that would move or fill the page. */
export async function seeLoaded(page: Page): Promise<void> {
  const onItsWay = page.locator('.mantine-Skeleton-root, .mantine-Loader-root, [class*=skeleton]')
  await onItsWay.first().waitFor({ state: 'hidden' })
}
