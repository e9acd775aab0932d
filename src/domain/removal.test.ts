import { isRemoval, putsOnFile } from './removal.ts'

describe('What a change of the directory does', () => {
  it.each([
    ['account-change', 'onboard', 'adds'],
    ['account-change', 'add_account', 'adds'],
    ['account-change', 'retire_account', 'removes'],
    ['contact-change', 'add_contact', 'adds'],
    ['contact-change', 'retire_contact', 'removes'],
    // Asked for as little as a removal, it must not be one that adds; and the other way round.
    ['account-change', 'retire_contact', 'nothing'],
    ['contact-change', 'retire_account', 'nothing'],
    ['account-change', 'add_contact', 'nothing'],
    ['contact-change', 'onboard', 'nothing'],
    ['key-change', 'onboard', 'nothing'],
    ['hold', undefined, 'nothing'],
    ['toString', 'retire_account', 'nothing'],
  ])('%s with %s: %s', (type, action, does) => {
    const content = action === undefined ? {} : { action }
    expect([isRemoval(type, content), putsOnFile(type, content)]).toEqual([does === 'removes', does === 'adds'])
  })
})
