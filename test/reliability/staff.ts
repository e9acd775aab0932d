import type { Answer } from '../../src/platform/http/rest-api.ts'
import { Refusal } from '../support/http.ts'
import { signInAs, type Person } from '../support/people.ts'
import type { Service } from '../support/service.ts'
import type { KnownOrder } from './model.ts'

/**
 * Somebody at work: one thing at a time, because a security key is touched by one hand, and signed in again when their
 * session is gone.
 */
export function atWork(service: Service, person: Person): Person {
  let current = person
  let turn: Promise<unknown> = Promise.resolve()

  async function signInAgain(): Promise<void> {
    current = await signInAs(service, person, person.key)
  }

  /** Bare calls do not throw: what they are answered is in the answer. */
  async function answered(call: (api: Person['api']) => Promise<Answer>): Promise<Answer> {
    const answer = await call(current.api)
    if (answer.status !== 401) return answer
    await signInAgain()
    return call(current.api)
  }
  const api: Person['api'] = {
    get: (...args) => answered((own) => own.get(...args)),
    post: (...args) => answered((own) => own.post(...args)),
    patch: (...args) => answered((own) => own.patch(...args)),
  }

  async function signedIn<T>(act: (who: Person) => Promise<T>): Promise<T> {
    try {
      return await act(current)
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 401) throw error
      await signInAgain()
      return act(current)
    }
  }
  function inTurn<T>(act: (who: Person) => Promise<T>): Promise<T> {
    const mine = turn.then(() => signedIn(act))
    turn = mine.catch(() => undefined)
    return mine
  }

  return {
    ...{ id: person.id, email: person.email, key: person.key, api },
    inbox: () => signedIn((who) => who.inbox()),
    read: (subject) => signedIn((who) => who.read(subject)),
    challenge: (...args) => signedIn((who) => who.challenge(...args)),
    touch: (...args) => current.touch(...args),
    answer: (...args) => signedIn((who) => who.answer(...args)),
    sign: (...args) => inTurn((who) => who.sign(...args)),
    openCallback: (...args) => inTurn((who) => who.openCallback(...args)),
    recordCall: (...args) => inTurn((who) => who.recordCall(...args)),
    addKey: (key) => inTurn((who) => who.addKey(key)),
    giveUpKey: (keyId) => inTurn((who) => who.giveUpKey(keyId)),
  }
}

/** The same, whose signatures on this order are remembered: before they are asked for, and once they are answered. */
export function remembering(person: Person, order: KnownOrder): Person {
  return {
    ...person,
    async sign(subject, requirementId, decision, options) {
      const signature = { personId: person.id, version: order.version, decision }
      order.tried.push(signature)
      const standing = await person.sign(subject, requirementId, decision, options)
      order.signed.push(signature)
      return standing
    },
  }
}
