/** An element of a message, without namespace: what is left when the parser's memory has been given back. */
export interface MessageElement {
  readonly name: string
  readonly parent: MessageElement | null
  readonly children: readonly MessageElement[]
  /** The text of a leaf, without surrounding white space. */
  readonly text: string
  /** The `Ccy` attribute of an amount. */
  readonly currency: string
  /** From 1, among the siblings of the same name. */
  readonly position: number
}

/** Numbered always, so that a transaction keeps its path when another is added. */
const NUMBERED = ['PmtInf', 'CdtTrfTxInf']

/** `/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[2]/Cdtr/Nm`; other names are numbered where they repeat. */
export function elementPath(element: MessageElement): string {
  return element.parent === null
    ? `/${element.name}`
    : `${elementPath(element.parent)}/${element.name}${numbering(element)}`
}

/** `[n]`, or nothing for an element that is alone among its siblings. */
export function numbering(element: MessageElement): string {
  const numbered = NUMBERED.includes(element.name) || element.position > 1 || hasSecond(element)
  return numbered ? `[${element.position}]` : ''
}

/** Without counting all: each of a thousand siblings would count a thousand. */
function hasSecond({ parent, name }: MessageElement): boolean {
  return parent?.children.some((sibling) => sibling.position === 2 && sibling.name === name) ?? false
}

export function childrenOf(element: MessageElement | null | undefined, name: string): MessageElement[] {
  return element?.children.filter((child) => child.name === name) ?? []
}

/** The first element at a relative path such as `CdtrAcct/Id/IBAN`. */
export function find(element: MessageElement | null | undefined, path: string): MessageElement | undefined {
  return (
    path
      .split('/')
      .reduce<MessageElement | null | undefined>(
        (found, name) => found?.children.find((child) => child.name === name),
        element,
      ) ?? undefined
  )
}

/** Schema-required text: absent only where the schema was not checked, which is our fault and not the sender's. */
export function required(element: MessageElement, path: string): MessageElement {
  const found = find(element, path)
  if (found === undefined) throw new Error(`Unexpected absence of ${path} in a schema-valid ${element.name}`)
  return found
}

/**
 * The element that an XPath of libxml2's `xmlGetNodePath` names. It writes `*` for an element of a default namespace
 * (numbered among all siblings) and `prefix:name` otherwise (numbered among its namesakes).
 */
export function resolveNodePath(root: MessageElement, nodePath: string): MessageElement | undefined {
  const steps = nodePath
    .split('/')
    .slice(2)
    .filter((step) => !step.startsWith('@'))
  return steps.reduce<MessageElement | undefined>((element, step) => {
    const match = /^(?:[^:[]*:)?([^:[]+)(?:\[(\d+)\])?$/.exec(step)
    const name = match?.[1]
    const candidates = name === '*' ? element?.children : element?.children.filter((child) => child.name === name)
    return candidates?.[Number(match?.[2] ?? 1) - 1]
  }, root)
}
