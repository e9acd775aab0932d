import type { Order } from '../../api/decisions.ts'
import { Sheet } from '../../parts/sheet.tsx'
import { useWords } from '../../words/language.tsx'
import { DateTime, Name } from '../../words/values.tsx'
import classes from './order.module.css'
import { orderWords } from './words.ts'

interface AttachmentsProps {
  /** Digests, as they are signed. */
  readonly signed: readonly string[]
  readonly files: Order['attachments']
}

/** Files by the digest that is signed: one that is not signed, or is signed and not there, is said to be so. */
export function Attachments({ signed, files }: AttachmentsProps) {
  const words = useWords(orderWords).files
  const missing = signed.filter((digest) => !files.some((file) => file.digest === digest))
  return (
    <Sheet title={words.title}>
      {files.length === 0 && missing.length === 0 ? <p className={classes['dim']}>{words.none}</p> : null}
      {files.some((file) => file.fileName === null) ? <p className={classes['dim']}>{words.hidden}</p> : null}
      <ul className={classes['files']}>
        {files.map((file) => (
          <li key={file.id}>
            <strong>{file.fileName === null ? words.nameless : <Name>{file.fileName}</Name>}</strong>
            <span className={classes['dim']}>
              {file.mediaType} · <DateTime instant={file.createdAt} />
            </span>
            <Digest value={file.digest} />
            <span>{signed.includes(file.digest) ? words.signed : words.extra}</span>
          </li>
        ))}
        {missing.map((digest) => (
          <li key={digest}>
            <strong>{words.missing}</strong>
            <Digest value={digest} />
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

function Digest({ value }: { readonly value: string }) {
  const words = useWords(orderWords).files
  return (
    <span className={classes['digest']}>
      {words.digest} <code>{value}</code>
    </span>
  )
}
