import { refuseField } from '../../domain/errors.ts'

/** The URL of an endpoint; 422 `WEBHOOK_URL` for one that is never delivered to, whatever its address. */
export function parseEndpointUrl(text: string, { httpsOnly }: { readonly httpsOnly: boolean }): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['https:', 'http:'].includes(url.protocol)) {
    throw refuseField('url', 'WEBHOOK_URL', 'Give an https URL, such as https://erp.example.com/hooks.')
  }
  if (url.protocol === 'http:' && httpsOnly) {
    throw refuseField('url', 'WEBHOOK_URL', 'Give an https URL: in production, webhooks are not sent in the clear.')
  }
  // They would end up in logs, and whoever can read the record would have them.
  if (url.username !== '' || url.password !== '') {
    throw refuseField('url', 'WEBHOOK_URL', 'Leave out user name and password. Check the signature instead.')
  }
  return url
}
