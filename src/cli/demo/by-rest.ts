import { enrolPerson, type Person, type Site } from '../../sandbox/rest-person.ts'
import { createSoftwareKey } from '../../sandbox/software-key.ts'
import type { Colleague, Reception } from './colleague.ts'

/** People whose parts are played by the calls that the console would make, with keys in software. */
export function receiveByRest(site: Site): Reception {
  return {
    enrol: async (invitation) => playedByRest(await enrolPerson(site, invitation, await createSoftwareKey())),
    close: async () => undefined,
  }
}

function playedByRest(person: Person): Colleague {
  return {
    email: person.email,
    session: async () => person,
    async findsWaiting({ subject, requirementId }) {
      const items = await person.inbox()
      return items.some((item) => item.subject.id === subject.id && item.requirementId === requirementId)
    },
    lookAt: async (subject) => (await person.read(subject)).state,
    lookAround: async () => undefined,
    async approve({ subject, requirementId }, { invoice, contactedBy = 'none' } = {}) {
      const typed = invoice === undefined ? {} : { blindEntry: invoice }
      const challenge = await person.challenge(subject, requirementId, 'confirm', { contactedBy, ...typed })
      const credential = await person.touch(challenge)
      await person.answer(challenge.id, credential)
      return { challengeId: challenge.id, credential }
    },
    confirmHavingAsked: ({ subject, requirementId }) => person.sign(subject, requirementId, 'confirm'),
    deny: ({ subject, requirementId }, reason) => person.sign(subject, requirementId, 'deny', { reason }),
    letContinue: ({ subject, requirementId }, reason) => person.sign(subject, requirementId, 'continue', { reason }),
    openWorksheet: ({ requirementId }, offered) => person.openCallback(requirementId, offered),
    makeCall: (callbackId, stated) => person.recordCall(callbackId, { stated }),
    signCall: ({ subject, requirementId }) => person.sign(subject, requirementId, 'confirm'),
  }
}
