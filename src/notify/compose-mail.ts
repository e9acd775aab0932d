import { ENGLISH } from './catalogue-en.ts'
import { GERMAN } from './catalogue-de.ts'
import { OUTSIDE_TEMPLATES, TEMPLATES, type Catalogue, type MailText, type Template } from './catalogue.ts'

export interface MailFacts {
  readonly template: string
  /** What it is about, by its id; null where it is about nothing in particular. */
  readonly reference: string | null
  readonly audience: 'inside' | 'outside'
  readonly organisation: { readonly name: string; readonly locale: string }
  /** PUBLIC_ORIGIN: the only link there is. */
  readonly origin: string
}

export interface ComposedMail {
  readonly subject: string
  readonly text: string
}

/** An id of ours, which says nothing to anybody else. */
const REFERENCE = /^[a-z]{3}_[0-9a-z]{26}$/

/**
 * Plain text. Nothing of a payment can get in, whatever a caller passes: beside the fixed texts there are only the
 * organisation's name, its address, and an id.
 */
export function composeMail({ template, reference, audience, organisation, origin }: MailFacts): ComposedMail {
  const catalogue = catalogueFor(organisation.locale)
  const name = oneLine(organisation.name)
  const { subject, body } = textOf(catalogue, template, audience)
  const known = reference !== null && REFERENCE.test(reference) ? [`${catalogue.reference}: ${reference}`] : []
  const closing = audience === 'inside' ? catalogue.closing : catalogue.closingOutside
  // In one pass, so that nothing in a name is taken for a place to fill.
  const text = [body, ...known, closing]
    .join('\n\n')
    .replaceAll(/\{(?:organisation|origin)\}/g, (place) => (place === '{origin}' ? origin : name))
  return { subject: `[${name}] ${subject}`, text: `${text}\n` }
}

function catalogueFor(locale: string): Catalogue {
  return new Intl.Locale(locale).language === 'de' ? GERMAN : ENGLISH
}

/** A template that nobody wrote a text for is a hint all the same. */
function textOf(catalogue: Catalogue, template: string, audience: MailFacts['audience']): MailText {
  if (audience === 'outside') {
    return catalogue.outside[OUTSIDE_TEMPLATES.find((one) => one === template) ?? 'notice']
  }
  return catalogue.templates[isTemplate(template) ? template : 'notice']
}

function isTemplate(template: string): template is Template {
  return TEMPLATES.some((one) => one === template)
}

/** Nothing that could begin a header of its own. */
function oneLine(name: string): string {
  return name.replaceAll(/[\p{C}\s]+/gu, ' ').trim()
}
