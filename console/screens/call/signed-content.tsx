import { Text } from '@mantine/core'
import type { Presentation } from '../../api/signing.ts'
import { useShortCode } from '../../signing/use-short-code.ts'
import { useWords } from '../../words/language.tsx'
import { AccountNumber, Amount, Name } from '../../words/values.tsx'
import classes from './call.module.css'
import { dialledNumber } from './phone-number.ts'
import { readShown } from './read-shown.ts'
import { callWords } from './words.ts'

/** What the key is about to sign: what matters first, and every byte of it below. */
export function SignedContent({ shown }: { readonly shown: Presentation }) {
  const words = useWords(callWords).sign
  const { payee, amount, currency, account, reference, callbackId, rung } = readShown(shown.members)
  const code = useShortCode(shown.bytes)
  return (
    <>
      <dl className={classes['facts']}>
        {payee === null ? null : (
          <div>
            <dt>{words.payee}</dt>
            <dd>
              <Name>{payee}</Name>
            </dd>
          </div>
        )}
        {amount === null || currency === null ? null : (
          <div>
            <dt>{words.amount}</dt>
            <dd>
              <span className={classes['amount']}>
                <Amount value={amount} currency={currency} />
              </span>
              <Text size="sm" className={classes['dim'] ?? ''}>
                {words.exact(amount)}
              </Text>
            </dd>
          </div>
        )}
        {account === null ? null : (
          <div>
            <dt>{words.account}</dt>
            <dd>
              <AccountNumber value={account} />
            </dd>
          </div>
        )}
        {reference === null ? null : (
          <div>
            <dt>{words.reference}</dt>
            <dd>
              <Name>{reference}</Name>
            </dd>
          </div>
        )}
        {rung === null ? null : (
          <div>
            <dt>{words.rung}</dt>
            <dd>
              <bdi>{dialledNumber(rung).international}</bdi>
              <Text size="sm" className={classes['dim'] ?? ''}>
                {words.rungHint}
              </Text>
            </dd>
          </div>
        )}
        {callbackId === null ? null : (
          <div>
            <dt>{words.call}</dt>
            <dd>
              <code>{callbackId}</code>
            </dd>
          </div>
        )}
        <div>
          <dt>{words.code}</dt>
          <dd>
            <span className={classes['code']}>{code}</span>
            <Text size="sm" className={classes['dim'] ?? ''}>
              {words.codeHint}
            </Text>
          </dd>
        </div>
      </dl>
      <details className={classes['details']}>
        <summary>{words.all}</summary>
        <pre className={classes['json']}>
          <bdi>{JSON.stringify(shown.members, null, 2)}</bdi>
        </pre>
      </details>
    </>
  )
}
