import type { Catalogue } from './catalogue.ts'

/** `{organisation}` is replaced. */
export const ENGLISH: Catalogue = {
  templates: {
    'evidence-required': {
      subject: 'Something waits for you',
      body: 'One or more decisions wait for you in your inbox.',
    },
    escalated: {
      subject: 'Something has waited too long',
      body: 'A decision that you can take has waited longer than it should.',
    },
    denied: {
      subject: 'Something you asked for was stopped',
      body: 'Somebody decided against it, or it was found wanting. Nothing was paid or changed by it.',
    },
    expired: {
      subject: 'Something you asked for has expired',
      body: 'It was not decided in time. Nothing was paid or changed by it.',
    },
    alarm: {
      subject: 'Alarm',
      body: 'An alarm was raised and what it is about is held. Look into it now. Do not ask about it by mail or chat, and not in front of others.',
    },
    'impersonation-report': {
      subject: 'Somebody is posing as one of us',
      body: 'Somebody reported a call, message or meeting by a person who pretends to be one of us. What names that person is held. Believe no request by voice, video, chat or mail, whoever it seems to be from.',
    },
    'contact-change-proposed': {
      subject: 'A contact of a payee is being changed',
      body: 'We have no address to tell the payee. Call them, at a number that was on file before, and ask whether they know of it.',
    },
    'contact-change-applied': {
      subject: 'A contact of a payee was changed',
      body: 'We have no address to tell the payee. Call them, at a number that was on file before, and ask whether they know of it.',
    },
    'contact-removal-proposed': {
      subject: 'A contact of a payee is to be removed',
      body: 'Call the payee, at a number that is on file and not the one that is to go, and ask whether they know of it.',
    },
    'contact-removal-applied': {
      subject: 'A contact of a payee was removed',
      body: 'Call the payee, at a number that is still on file, and ask whether they know of it.',
    },
    'invitation-renewed': {
      subject: 'You are invited anew',
      body: 'An administrator has replaced your invitation and will hand you the new one; the old one is void. If you did not ask for that, or have enrolled a key already, tell the security group in person, or by a number that you already have.',
    },
    'key-enrolled': {
      subject: 'A security key was added for you',
      body: 'If that was not you, report it at once: tell the security group in person, or by a number that you already have. Until an administrator confirms the key, any approver, instructor, reviewer, caller or administrator can refuse it; ask them to.',
    },
    'key-confirmed': {
      subject: 'A security key in your name was confirmed: it can sign for you',
      body: 'An administrator signed that they compared the fingerprint of this key with you. If you did not enrol a key, or nobody compared it with you in person, somebody may be signing in your name. Tell the security group at once, in person or by a number that you already have, and more than one administrator: everything must be held, and what the key signed denied. Countersign shows who confirmed it.',
    },
    'key-revoked': {
      subject: 'A security key of yours was revoked',
      body: 'It signs nothing any more. If you did not expect that, tell the security group in person.',
    },
    'key-suspected': {
      subject: 'A security key may have been copied',
      body: 'It counts what it signs, and its count did not go forward. What it denied is denied all the same. If its owner did not use it twice at once, or cannot say, revoke it and have its owner use another one.',
    },
    'recovery-started': {
      subject: 'Somebody asks for new security keys in your name',
      body: 'If that is not you, report it at once: tell the security group in person, or by a number that you already have.',
    },
    'person-changed': {
      subject: 'What you may do has changed',
      body: 'Your roles, groups or limits were changed. If you did not expect that, tell the security group in person.',
    },
    'webhook-disabled': {
      subject: 'A webhook endpoint was disabled',
      body: 'It answered that it is gone (410). Events are no longer sent there; they can still be read over the API.',
    },
    notice: {
      subject: 'Something concerns you',
      body: 'There is something that you should look at.',
    },
  },
  outside: {
    'contact-change-proposed': {
      subject: 'Your contact details with us are about to change',
      body: 'Somebody asks {organisation} to add a phone number or mail address through which you can be reached about payments. If you know nothing of it, call the person you know at {organisation}, at a number that you already have.',
    },
    'contact-change-applied': {
      subject: 'Your contact details with us have changed',
      body: '{organisation} has added a phone number or mail address through which you can be reached about payments. If you know nothing of it, call the person you know at {organisation}, at a number that you already have.',
    },
    'contact-removal-proposed': {
      subject: 'Your contact details with us are about to change',
      body: 'Somebody asks {organisation} to remove a phone number or mail address through which you can be reached about payments. If you know nothing of it, call the person you know at {organisation}, at a number that you already have.',
    },
    'contact-removal-applied': {
      subject: 'Your contact details with us have changed',
      body: '{organisation} has removed a phone number or mail address through which you could be reached about payments. If you know nothing of it, call the person you know at {organisation}, at a number that you already have.',
    },
    notice: {
      subject: 'Your records with us',
      body: 'There is news about your records at {organisation}. Call the person you know there, at a number that you already have.',
    },
  },
  reference: 'Reference',
  closing: `Open Countersign as you always do, by your own bookmark: {origin}
This mail decides nothing and has no link that does. Nobody will ever ask you for a decision, a code or your key by mail, by phone or in a chat.`,
  closingOutside: 'Do not answer this mail, and send no bank details by mail.',
}
