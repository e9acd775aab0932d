import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomCalled, type Random } from './random.ts'

/** Stands before the APIs as a load balancer does, and on request as bad a network as there is. */
export interface UnreliableProxy {
  readonly port: number
  /** Drops requests, and answers; sends some twice; lets later ones overtake. */
  misbehave(dice: string): void
  /** Ends when everything that was held back has arrived. */
  behave(): Promise<void>
  /** What went wrong since this was asked last. */
  trouble(): Trouble
  /** Of the answers since then. */
  slowestMs(): number
  /** How many requests were dropped, repeated, delayed or sent again late since then. */
  tampered(): number
  close(): Promise<void>
}

export interface Trouble {
  /** Requests that got no answer at all. */
  readonly unanswered: number
  /** Those that were answered 503, as what cannot be served right now is. */
  readonly unavailable: number
  /** Those that were answered by an error that nobody expected. */
  readonly errors: readonly string[]
}

/** Longer than any healthy answer. What takes longer is given up by whoever asked, and may happen all the same. */
const PATIENCE_MS = 30_000
const PERCENT = { dropRequest: 8, dropAnswer: 8, repeat: 15, delay: 30, late: 10 }
/** By then whoever asked has gone on and done other things. */
const LATE_MS = [1_500, 6_000] as const
/** A hold that comes again holds again: that stops a payment, is never wrong, and is not ours to lift. */
const NOT_LATE = ['/v1/holds']

interface Call {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export async function openUnreliableProxy(backends: readonly number[]): Promise<UnreliableProxy> {
  let dice: Random | null = null
  let turn = 0
  let seen = noTrouble()
  let late: Promise<unknown>[] = []

  async function forward(call: Call): Promise<Reply> {
    const reply = await reach(call)
    if (reply.status === 503) seen.unavailable += 1
    else if (reply.status >= 500)
      seen.errors.push(`${reply.status} to ${call.method} ${call.path}: ${reply.body.toString()}`)
    return reply
  }

  async function reach(call: Call): Promise<Reply> {
    let refused: unknown
    for (const _ of backends) {
      const port = backends[turn++ % backends.length]
      if (port === undefined) break
      try {
        return await pass(call, port)
      } catch (error) {
        // Nobody listens there: nothing was asked yet, so another may be.
        if (!String(error).includes('ECONNREFUSED')) throw error
        refused = error
      }
    }
    throw refused
  }

  async function carry(call: Call): Promise<Reply | null> {
    if (dice === null) return forward(call)
    const hits = (percent: number): boolean => (dice?.below(100) ?? 100) < percent
    if (hits(PERCENT.dropRequest)) {
      seen.tampered += 1
      return null
    }
    const isAnswerLost = hits(PERCENT.dropAnswer)
    const isRepeated = hits(PERCENT.repeat)
    const isDelayed = hits(PERCENT.delay)
    const comesAgainMs = hits(PERCENT.late) && !NOT_LATE.includes(call.path) ? dice.between(...LATE_MS) : null
    seen.tampered += [isAnswerLost, isRepeated, isDelayed, comesAgainMs !== null].filter(Boolean).length
    if (isDelayed) await sleep(dice.between(50, 700))
    if (comesAgainMs !== null) late.push(sleep(comesAgainMs).then(() => forward(call).catch(() => null)))
    const replies = await Promise.allSettled(isRepeated ? [forward(call), forward(call)] : [forward(call)])
    const answered = replies.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    return isAnswerLost ? null : (answered.at(-1) ?? null)
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const began = performance.now()
    const reply = await readCall(incoming)
      .then(carry)
      .catch(() => null)
    seen.slowestMs = Math.max(seen.slowestMs, performance.now() - began)
    if (reply === null) seen.unanswered += 1
    answer(outgoing, reply)
  }

  const server = createServer((incoming, outgoing) => {
    void serve(incoming, outgoing)
  })
  server.keepAliveTimeout = 30_000
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    port: address.port,
    misbehave(name) {
      dice = randomCalled(`network of ${name}`)
    },
    async behave() {
      dice = null
      await Promise.allSettled(late)
      late = []
    },
    trouble() {
      const found = seen
      seen = noTrouble()
      return found
    },
    slowestMs: () => seen.slowestMs,
    tampered: () => seen.tampered,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function noTrouble() {
  return { unanswered: 0, unavailable: 0, errors: new Array<string>(), slowestMs: 0, tampered: 0 }
}

async function readCall(incoming: IncomingMessage): Promise<Call> {
  return {
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    headers: incoming.headers,
    body: await bodyOf(incoming),
  }
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function pass({ method, path, headers, body }: Call, port: number): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const { 'transfer-encoding': _encoding, ...others } = headers
    const own = { ...others, connection: 'close', 'content-length': String(body.length) }
    const asked = request({ host: '127.0.0.1', port, method, path, headers: own, signal, agent: false })
    asked.once('error', reject)
    asked.once('response', (response) => {
      bodyOf(response).then(
        (text) => resolve({ status: response.statusCode ?? 502, headers: response.headers, body: text }),
        reject,
      )
    })
    asked.end(body)
  })
}

/** Null: the line goes dead, as it does when a machine dies. */
function answer(outgoing: ServerResponse, reply: Reply | null): void {
  if (reply === null) return void outgoing.destroy()
  const { connection: _connection, 'transfer-encoding': _encoding, ...headers } = reply.headers
  outgoing.writeHead(reply.status, { ...headers, 'content-length': String(reply.body.length) }).end(reply.body)
}
