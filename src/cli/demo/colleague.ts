import type { OutcomeAnswer, WorksheetAnswer } from '../../consent/schema.ts'
import type { Invitation, Person, Standing, Subject } from '../../sandbox/rest-person.ts'
import type { z } from 'zod'

/** A part of something that waits for a person. */
export interface Asked {
  readonly subject: Subject
  readonly requirementId: string
}

/** Amount and end of the account number, from a paper or as somebody said them. */
export interface Figures {
  readonly amount: string
  readonly accountLast4: string
}

/** What left a browser when its owner had signed: all that whoever listens there can keep. */
export interface HandedIn {
  readonly challengeId: string
  readonly credential: object
}

/** What anything that runs in somebody's browser can do besides them: everything but touch their key. */
export type Session = Pick<Person, 'email' | 'inbox' | 'read' | 'challenge' | 'answer'>

/**
 * Somebody of the company who does their part with a key of their own. The stories are written for this, and told at the
 * console or over REST. What the service refuses is thrown as its `Refusal`, whoever asked.
 */
export interface Colleague {
  readonly email: string
  session(): Promise<Session>
  /** Whether this waits for them among everything that does. */
  findsWaiting(asked: Asked): Promise<boolean>
  /** Looks how it stands: its state. */
  lookAt(subject: Subject): Promise<string>
  /** Looks at every screen that the stories do not come to; over REST there is none. */
  lookAround(): Promise<void>
  /** Says how they were contacted, types amount and account from the invoice if there is one, and signs. */
  approve(asked: Asked, options?: { invoice?: Figures; contactedBy?: 'none' | 'video' }): Promise<HandedIn>
  /** Signs that they did ask for this. */
  confirmHavingAsked(asked: Asked): Promise<Standing>
  deny(asked: Asked, reason: string): Promise<Standing>
  /** A reviewer's yes. */
  letContinue(asked: Asked, reason: string): Promise<Standing>
  /** Whom to ring; `offered` is a number that somebody gave them. */
  openWorksheet(asked: Asked, offered?: string): Promise<z.infer<typeof WorksheetAnswer>>
  /** The call that the worksheet is for, and what was stated on it. */
  makeCall(callbackId: string, stated: Figures): Promise<z.infer<typeof OutcomeAnswer>>
  signCall(asked: Asked): Promise<Standing>
}

/** How people come to their keys and do their parts in this run of the demo. */
export interface Reception {
  /** Several may come at once. */
  enrol(invitation: Invitation): Promise<Colleague>
  close(): Promise<void>
}
