import { useQuery } from '@tanstack/react-query'
import { accountsOnFileQuery } from '../../api/decisions.ts'
import { readPresentedAccount, type PresentedAccount } from '../../decision/presented-order.ts'
import { goesToo } from '../../parts/goes-too.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { LongText } from '../../parts/long-text.tsx'
import { RemovalEffects } from '../../parts/removal-effects.tsx'
import { useWords } from '../../words/language.tsx'
import { removalWords } from '../../words/removal-words.ts'
import { AccountNumber, Name } from '../../words/values.tsx'
import { Bank } from './bank.tsx'
import type { AccountRemoval as Removal } from './removal.ts'
import classes from './subject.module.css'
import { subjectScreenWords } from './words.ts'

/** An account that goes off file: nothing here may be taken for an addition. */
export function AccountRemoval({ removal: { payee, going } }: { readonly removal: Removal }) {
  const words = useWords(subjectScreenWords).removal
  const { why } = useWords(removalWords)
  return (
    <>
      <p className={classes['first']}>{words.account.first}</p>
      <Facts>
        <Fact name={words.payee}>
          <strong className={classes['strong']}>
            <Name>{payee.name}</Name>
          </strong>
        </Fact>
        <Fact name={words.account.going}>{going === null ? words.hidden : <Account account={going.account} />}</Fact>
        <Fact name={why}>{going === null ? words.hidden : <LongText>{going.provenance}</LongText>}</Fact>
        <OnFile payeeId={payee.id} goingId={going?.accountId ?? null} />
      </Facts>
      <RemovalEffects going="account" />
    </>
  )
}

/** By what the directory says, which nobody signs. Who is not shown which one goes cannot be told which ones stay. */
function OnFile({ payeeId, goingId }: { readonly payeeId: string; readonly goingId: string | null }) {
  const words = useWords(subjectScreenWords).removal
  const { data } = useQuery(accountsOnFileQuery(payeeId))
  if (data === undefined) return null
  if (goingId === null) {
    const { length } = data.items
    return <Fact name={words.account.onFile}>{length === 0 ? words.none : words.account.count(length)}</Fact>
  }
  const going = data.items.find(({ id }) => id === goingId)
  const staying = going === undefined ? data.items : data.items.filter((one) => !goesToo(one, going))
  return (
    <Fact name={words.account.staying}>
      {staying.length === 0 ? words.none : null}
      {staying.map(({ id, identification }) => {
        const account = readPresentedAccount(identification)
        return <div key={id}>{account === null ? words.hidden : <Account account={account} />}</div>
      })}
    </Fact>
  )
}

function Account({ account }: { readonly account: PresentedAccount }) {
  return (
    <span className={classes['account']}>
      <AccountNumber value={account.number} /> <Bank account={account} />
    </span>
  )
}
