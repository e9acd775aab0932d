import unhomoglyph from 'unhomoglyph'
import { lettersAndDigits } from './text.ts'

/**
 * Whether two payments to one account of one amount say that they pay the same: one reference is the other, whatever
 * separates its parts, or is part of it, as in `INV-4711` and `INV-4711-2`, `4711`, `INV-04711`, `lNV/47l1 copy`.
 * `INV-4711` and `INV-47110` are two. A reference without a letter or digit is like any.
 */
export function isSameReference(one: string, other: string): boolean {
  if (lettersAndDigits(one) === lettersAndDigits(other)) return true
  return readingsOf(one).some((a) => readingsOf(other).some((b) => isWithin(a, b) || isWithin(b, a)))
}

function isWithin(part: readonly string[], whole: readonly string[]): boolean {
  return part.length === 0 || whole.some((_, start) => part.every((word, index) => whole[start + index] === word))
}

/**
 * Its runs of letters and of digits as they look (skeletons of UTS 39), without leading zeros: as written, and with
 * `O`, `l` and `I` beside a digit read as digits. `BILL4711` has an `L` there, `INV-47l1` a one.
 */
function readingsOf(reference: string): string[][] {
  const letters = reference.normalize('NFKC').replaceAll(/\p{L}+/gu, (run) => unhomoglyph(run))
  const plain = letters.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('i', 'l')
  const asDigits = plain.replaceAll(/[ol]*[0-9][0-9ol]*/g, (run) => run.replaceAll('o', '0').replaceAll('l', '1'))
  return [plain, asDigits].map((text) =>
    (text.match(/\p{N}+|\p{L}+/gu) ?? []).map((part) => part.replace(/^0+(?=\p{N})/u, '')),
  )
}
