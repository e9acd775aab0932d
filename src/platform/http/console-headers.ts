/**
 * What the console's page may do. Nothing comes from another origin, no script or style is inline, nobody frames it,
 * and no string becomes markup or code.
 *
 * Mantine writes style tags, so they carry the nonce. Style *attributes* need no exception: React sets styles through
 * the CSSOM, which a policy does not touch (CSP3 §8.3), so markup that was smuggled in gets none at all. The tags'
 * text is set as innerHTML, hence one Trusted Types policy, `default`: it passes text without markup and nothing else
 * (console/app/trusted-types.ts).
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'none'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ')
}

/** Off for us and for whatever gets in: a payment needs neither a camera nor a place. */
const OFF = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'clipboard-read',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'identity-credentials-get',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'otp-credentials',
  'payment',
  'picture-in-picture',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'usb',
  'window-management',
  'xr-spatial-tracking',
]
const OWN = ['publickey-credentials-create', 'publickey-credentials-get', 'clipboard-write']

/** Beside what every answer carries (`app.ts`): nosniff, no-referrer, HSTS, CORP, no-store. */
export const consoleHeaders: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Permissions-Policy': [...OFF.map((name) => `${name}=()`), ...OWN.map((name) => `${name}=(self)`)].join(', '),
}
