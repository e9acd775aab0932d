/** The last four letters and digits of an account, as the service compares them. */
export function accountEnding(number: string): string {
  return number
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase()
    .slice(-4)
}
