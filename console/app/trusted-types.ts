interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML(text: string): string }): unknown
}

/**
 * The page may turn no string into markup or code (src/platform/http/console-headers.ts). Mantine sets the text of its
 * style tags as innerHTML: that is text, so what holds the beginning of a tag is refused here as everywhere else.
 */
export function refuseMarkup(): void {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  trustedTypes?.createPolicy('default', { createHTML: textOnly })
}

export function textOnly(text: string): string {
  if (text.includes('<')) throw new TypeError('Unexpected markup, expected text')
  return text
}
