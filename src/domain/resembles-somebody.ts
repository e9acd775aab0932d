import unhomoglyph from 'unhomoglyph'

export interface PersonOnFile {
  readonly name: string
  readonly email: string
}

interface Address {
  readonly local: string
  readonly domain: string
}

/**
 * Whether a name or address, of nobody on file, is made or mistaken to look like somebody who is: an address that reads
 * like theirs, an address at their domain or at one that reads like it, or their whole name with something around it.
 * What looks alike is what the skeletons of UTS 39 say (Unicode Technical Standard 39, section 4).
 */
export function resemblesSomebody(claimed: string, people: readonly PersonOnFile[]): boolean {
  const addresses = addressesIn(claimed)
  // What a punycode label shows is not what is written.
  if (addresses.some(({ domain }) => labelsOf(domain).some((label) => label.startsWith('xn--')))) return true
  const words = wordsOf(claimed)
  const bare = wordsOf(claimed.replaceAll(/\([^)]*\)|\S*@\S*/gu, ' ')).join('')
  return people.some((person) => {
    const [own] = addressesIn(person.email)
    if (own === undefined) return namesPerson(words, bare, person.name)
    if (bare === wordsOf(own.local).join('')) return true
    return namesPerson(words, bare, person.name) || addresses.some((address) => resembles(address, own))
  })
}

/** Nobody's, and for documentation (RFC 2606, section 3): none of them is somebody's who looks like another. */
const RESERVED = /(^|\.)example\.(com|net|org)$/

/** Names of one word are too common to be looked for in a longer one. */
function namesPerson(words: readonly string[], bare: string, name: string): boolean {
  const own = wordsOf(name)
  if (own.length < 2) return own.length === 1 && bare === own[0]
  const others = own.filter((word) => !words.some((written) => isNear(written, word)))
  // Beside the rest of the name a short word counts as well, if all but one letter of it is right: `Ana` for `Anna`.
  if (others.every((word) => word.length >= 3 && words.some((written) => distance(written, word) <= 1))) {
    if (others.length <= 1) return true
  }
  const run = words.join('')
  return [own, [...own].reverse()].map((some) => some.join('')).some((all) => all.length >= 8 && run.includes(all))
}

function resembles(claimed: Address, own: Address): boolean {
  const [domain, ownDomain] = [claimed.domain, own.domain]
  // Our own domain, where nobody on file has this address, a part of it, or what it is a part of.
  if (domain === ownDomain || domain.endsWith(`.${ownDomain}`) || ownDomain.endsWith(`.${domain}`)) return true
  if (`.${shapeOf(domain)}.`.replaceAll('-', '.').includes(`.${shapeOf(ownDomain)}.`.replaceAll('-', '.'))) return true
  const [label, ownLabel] = [mainLabel(domain), mainLabel(ownDomain)]
  const [shape, ownShape] = [shapeOf(label), shapeOf(ownLabel)]
  if (label !== ownLabel && (isNear(label, ownLabel) || isNear(shape, ownShape, ownLabel.length))) return true
  // Our name under another top-level domain, or with something more, as a fraudster registers it. A short name is
  // anybody's, and part of many others.
  const isReserved = RESERVED.test(domain) && RESERVED.test(ownDomain)
  if (ownLabel.length >= 6 && !isReserved && `-${shape}-`.includes(`-${ownShape}-`)) return true
  // Else the rest of the address says.
  const isAkin = shape === ownShape || (ownShape.length >= 4 && shape.includes(ownShape))
  return isAkin && isNear(wordsOf(claimed.local).join(''), wordsOf(own.local).join(''))
}

/** The longer, the more letters may differ; a shape has more of them than what was written. */
function isNear(one: string, other: string, length = other.length): boolean {
  return distance(one, other) <= (length < 5 ? 0 : length < 9 ? 1 : 2)
}

/** As it looks: without case, marks, and what tells `l`, `I` and `1`, `rn` and `m`, or two scripts apart. */
function shapeOf(text: string): string {
  const once = unhomoglyph(text.normalize('NFKC').normalize('NFD')).toLowerCase()
  return unhomoglyph(once).toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('i', 'l')
}

function wordsOf(text: string): string[] {
  return shapeOf(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** Addresses as they are written to machines and to people (`cfo (at) example dot com`), and domains by themselves. */
function addressesIn(text: string): Address[] {
  const found = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\s*[([{]\s*dot\s*[)\]}]\s*|\s+dot\s+/gu, '.')
    .replaceAll(/\s*[([{]\s*at\s*[)\]}]\s*|\s*@\s*|\s+at\s+(?=\S+\.\S)/gu, '@')
    .matchAll(/(?:([^\s<>()[\]{},;:"@/]+)@)?([^\s<>()[\]{},;:"@/]+)/gu)
  return [...found]
    .map(([, local = '', domain = '']) => ({ local, domain: domain.replaceAll(/^\.+|\.+$/g, '') }))
    .filter(({ local, domain }) => local !== '' || domain.includes('.'))
}

function labelsOf(domain: string): string[] {
  return domain.split('.')
}

/** The longest label but the last: most often the one that was registered. */
function mainLabel(domain: string): string {
  const labels = labelsOf(domain)
  const named = labels.length === 1 ? labels : labels.slice(0, -1)
  return named.reduce((longest, label) => (label.length > longest.length ? label : longest), '')
}

/** Letters to change, add, take away or swap with the next one (optimal string alignment). */
function distance(one: string, other: string): number {
  const [a, b] = [[...one], [...other]]
  let before: number[] = []
  let row = [0, ...b.map((_, index) => index + 1)]
  a.forEach((letter, i) => {
    const next = [i + 1]
    b.forEach((wanted, j) => {
      const [above = 0, left = 0, corner = 0] = [row[j + 1], next[j], row[j]]
      let least = Math.min(above + 1, left + 1, corner + Number(letter !== wanted))
      if (i > 0 && j > 0 && letter === b[j - 1] && a[i - 1] === wanted)
        least = Math.min(least, (before[j - 1] ?? 0) + 1)
      next.push(least)
    })
    before = row
    row = next
  })
  return row.at(-1) ?? 0
}
