import { parseSettings } from './platform/config/settings.ts'
import { signerAddressOf } from './process-settings.ts'

it.each([
  ['http://signer:8090', { host: 'signer', port: 8090 }],
  ['http://signer', { host: 'signer', port: 80 }],
  ['http://signer:80', { host: 'signer', port: 80 }],
])('listens as a signer where %s says, and never just anywhere', (SIGNER_URL, address) => {
  expect(signerAddressOf(parseSettings({ SIGNER_URL }))).toEqual(address)
})
