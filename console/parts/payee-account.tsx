import { AccountNumber, Name } from '../words/values.tsx'

type Identification = Readonly<Record<string, unknown>>

/** A payee's account, whichever way it is identified: IBAN, or a number of another scheme. */
export function PayeeAccountNumber({ identification }: { readonly identification: Identification }) {
  const { number, rest } = readIdentification(identification)
  return (
    <>
      <AccountNumber value={number} />
      {rest.length === 0 ? null : (
        <>
          {' · '}
          <Name>{rest.join(' · ')}</Name>
        </>
      )}
    </>
  )
}

function readIdentification(identification: Identification): { number: string; rest: string[] } {
  const { other } = identification
  const members = isRecord(other) ? other : identification
  const text = (key: string): string[] => (typeof members[key] === 'string' ? [members[key]] : [])
  const [number] = [...text('iban'), ...text('id')]
  const { elements } = identification
  const route = Object.entries(isRecord(elements) ? elements : {}).map(([path, value]) => `${path} ${String(value)}`)
  return { number: number ?? '?', rest: [...text('scheme'), ...text('bic'), ...text('country'), ...route] }
}

function isRecord(value: unknown): value is Identification {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
