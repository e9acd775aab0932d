/** After a form was not sent: the focus goes to the first field that says why, once that stands on screen. */
export function focusFirstWrong(form: HTMLElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"], [data-wrong]')?.focus())
}
