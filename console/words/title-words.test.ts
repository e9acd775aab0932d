import { titleIn } from './title-words.ts'

describe('the title of a subject', () => {
  it.each([
    [
      'Confirm the security key 42e6 1b2c of Ben of Example',
      'Sicherheitsschlüssel 42e6 1b2c von Ben of Example bestätigen',
    ],
    ['Lift the hold on everything', 'Sperre von allem aufheben'],
    ['Lift the hold on counterparty cpt_1', 'Sperre aufheben: Empfänger cpt_1'],
    ['Lift the hold on planet mars', 'Sperre aufheben: planet mars'],
    ['New email contact of Elder SAS', 'Neuer Kontakt von Elder SAS: E-Mail'],
    ['New account of A, ending B, ending 0188', 'Neues Konto von A, ending B, endet auf 0188'],
    ['New account of Elder SAS', 'Neues Konto von Elder SAS'],
    ['Take an account of A, ending B off file, ending 0188', 'Konto von A, ending B entfernen, endet auf 0188'],
    ['Take an account of Elder SAS off file', 'Konto von Elder SAS entfernen'],
    ['Take a phone contact of Elder SAS off file', 'Kontakt von Elder SAS entfernen: Telefon'],
    ['New payee Elder SAS', 'Neuer Empfänger Elder SAS'],
    ['3 new payees, Elder SAS first', '3 neue Empfänger, zuerst Elder SAS'],
    ['Something new', 'Something new'],
  ])('%s is in German: %s', (title, german) => {
    expect(titleIn('de', title)).toBe(german)
    expect(titleIn('en', title)).toBe(title)
  })
})
