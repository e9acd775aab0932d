import { useEffect, useState } from 'react'
import { shortCode } from './short-code.ts'

/** The short code of these very bytes; empty until it is computed, never another's. */
export function useShortCode(bytes: Uint8Array<ArrayBuffer> | null): string {
  const [computed, setComputed] = useState<{ bytes: Uint8Array; code: string } | null>(null)
  useEffect(() => {
    let isCurrent = true
    async function compute(of: Uint8Array<ArrayBuffer>): Promise<void> {
      const code = await shortCode(of)
      if (isCurrent) setComputed({ bytes: of, code })
    }
    if (bytes !== null) void compute(bytes)
    return () => {
      isCurrent = false
    }
  }, [bytes])
  return computed?.bytes === bytes ? computed.code : ''
}
