import type { Catalogue } from './catalogue.ts'

/** `{organisation}` is replaced. */
export const GERMAN: Catalogue = {
  templates: {
    'evidence-required': {
      subject: 'Etwas wartet auf Sie',
      body: 'In Ihrem Eingang warten eine oder mehrere Entscheidungen auf Sie.',
    },
    escalated: {
      subject: 'Etwas wartet schon zu lange',
      body: 'Eine Entscheidung, die Sie treffen können, wartet länger, als sie sollte.',
    },
    denied: {
      subject: 'Etwas, worum Sie gebeten hatten, wurde gestoppt',
      body: 'Jemand hat dagegen entschieden, oder es hat nicht ausgereicht. Es wurde nichts bezahlt oder geändert.',
    },
    expired: {
      subject: 'Etwas, worum Sie gebeten hatten, ist abgelaufen',
      body: 'Es wurde nicht rechtzeitig entschieden. Es wurde nichts bezahlt oder geändert.',
    },
    alarm: {
      subject: 'Alarm',
      body: 'Es wurde Alarm ausgelöst; was er betrifft, ist angehalten. Gehen Sie dem sofort nach. Fragen Sie nicht per E-Mail oder Chat danach und nicht vor anderen.',
    },
    'impersonation-report': {
      subject: 'Jemand gibt sich für einen von uns aus',
      body: 'Gemeldet wurde ein Anruf, eine Nachricht oder ein Treffen mit jemandem, der sich für einen von uns ausgibt. Was diese Person nennt, ist angehalten. Glauben Sie keiner Aufforderung per Anruf, Video, Chat oder E-Mail, von wem sie auch zu kommen scheint.',
    },
    'contact-change-proposed': {
      subject: 'Ein Kontakt eines Zahlungsempfängers soll geändert werden',
      body: 'Wir haben keine Adresse, um den Empfänger zu benachrichtigen. Rufen Sie ihn unter einer Nummer an, die vorher schon hinterlegt war, und fragen Sie, ob er davon weiß.',
    },
    'contact-change-applied': {
      subject: 'Ein Kontakt eines Zahlungsempfängers wurde geändert',
      body: 'Wir haben keine Adresse, um den Empfänger zu benachrichtigen. Rufen Sie ihn unter einer Nummer an, die vorher schon hinterlegt war, und fragen Sie, ob er davon weiß.',
    },
    'contact-removal-proposed': {
      subject: 'Ein Kontakt eines Zahlungsempfängers soll entfernt werden',
      body: 'Rufen Sie den Empfänger unter einer hinterlegten Nummer an, die nicht die zu entfernende ist, und fragen Sie, ob er davon weiß.',
    },
    'contact-removal-applied': {
      subject: 'Ein Kontakt eines Zahlungsempfängers wurde entfernt',
      body: 'Rufen Sie den Empfänger unter einer Nummer an, die noch hinterlegt ist, und fragen Sie, ob er davon weiß.',
    },
    'invitation-renewed': {
      subject: 'Sie sind neu eingeladen',
      body: 'Eine Administratorin oder ein Administrator hat Ihre Einladung ersetzt und übergibt Ihnen die neue; die alte gilt nicht mehr. Wenn Sie nicht darum gebeten oder schon einen Schlüssel angemeldet haben, sagen Sie es der Sicherheitsgruppe persönlich oder unter einer Nummer, die Sie schon haben.',
    },
    'key-enrolled': {
      subject: 'Für Sie wurde ein Sicherheitsschlüssel hinzugefügt',
      body: 'Wenn Sie das nicht waren, melden Sie es sofort: der Sicherheitsgruppe persönlich oder unter einer Nummer, die Sie schon haben. Bis der Schlüssel von der Administration bestätigt ist, kann ihn jeder ablehnen, der freigibt, beauftragt, prüft, anruft oder administriert; bitten Sie darum.',
    },
    'key-confirmed': {
      subject: 'Ein Sicherheitsschlüssel in Ihrem Namen wurde bestätigt: Er kann für Sie unterschreiben',
      body: 'Eine Administratorin oder ein Administrator hat unterschrieben, den Fingerabdruck dieses Schlüssels mit Ihnen verglichen zu haben. Wenn Sie keinen Schlüssel eingetragen haben oder ihn niemand persönlich mit Ihnen verglichen hat, unterschreibt womöglich jemand in Ihrem Namen. Sagen Sie es sofort der Sicherheitsgruppe, persönlich oder unter einer Nummer, die Sie schon haben, und mehr als einer Person in der Administration: Alles muss angehalten und abgelehnt werden, was der Schlüssel unterschrieben hat. Countersign zeigt, wer ihn bestätigt hat.',
    },
    'key-revoked': {
      subject: 'Einer Ihrer Sicherheitsschlüssel wurde gesperrt',
      body: 'Er unterschreibt nichts mehr. Wenn Sie das nicht erwartet haben, sagen Sie es der Sicherheitsgruppe persönlich.',
    },
    'key-suspected': {
      subject: 'Ein Sicherheitsschlüssel könnte kopiert worden sein',
      body: 'Er zählt, was er unterschreibt, und seine Zählung ging nicht voran. Was er abgelehnt hat, ist trotzdem abgelehnt. Wenn sein Besitzer ihn nicht zweimal zugleich benutzt hat oder es nicht sagen kann, sperren Sie ihn und lassen Sie den Besitzer einen anderen benutzen.',
    },
    'recovery-started': {
      subject: 'Jemand bittet in Ihrem Namen um neue Sicherheitsschlüssel',
      body: 'Wenn Sie das nicht sind, melden Sie es sofort: der Sicherheitsgruppe persönlich oder unter einer Nummer, die Sie schon haben.',
    },
    'person-changed': {
      subject: 'Was Sie dürfen, hat sich geändert',
      body: 'Ihre Rollen, Gruppen oder Grenzen wurden geändert. Wenn Sie das nicht erwartet haben, sagen Sie es der Sicherheitsgruppe persönlich.',
    },
    'webhook-disabled': {
      subject: 'Ein Webhook-Endpunkt wurde abgeschaltet',
      body: 'Er hat geantwortet, dass es ihn nicht mehr gibt (410). Ereignisse werden nicht mehr dorthin gesendet; über die API sind sie weiter lesbar.',
    },
    notice: {
      subject: 'Etwas betrifft Sie',
      body: 'Es gibt etwas, das Sie sich ansehen sollten.',
    },
  },
  outside: {
    'contact-change-proposed': {
      subject: 'Ihre Kontaktdaten bei uns sollen geändert werden',
      body: 'Jemand bittet {organisation}, eine Telefonnummer oder E-Mail-Adresse zu hinterlegen, unter der Sie zu Zahlungen erreichbar sind. Wenn Sie davon nichts wissen, rufen Sie die Person an, die Sie bei {organisation} kennen, unter einer Nummer, die Sie schon haben.',
    },
    'contact-change-applied': {
      subject: 'Ihre Kontaktdaten bei uns haben sich geändert',
      body: '{organisation} hat eine Telefonnummer oder E-Mail-Adresse hinterlegt, unter der Sie zu Zahlungen erreichbar sind. Wenn Sie davon nichts wissen, rufen Sie die Person an, die Sie bei {organisation} kennen, unter einer Nummer, die Sie schon haben.',
    },
    'contact-removal-proposed': {
      subject: 'Ihre Kontaktdaten bei uns sollen geändert werden',
      body: 'Jemand bittet {organisation}, eine Telefonnummer oder E-Mail-Adresse zu entfernen, unter der Sie zu Zahlungen erreichbar sind. Wenn Sie davon nichts wissen, rufen Sie die Person an, die Sie bei {organisation} kennen, unter einer Nummer, die Sie schon haben.',
    },
    'contact-removal-applied': {
      subject: 'Ihre Kontaktdaten bei uns haben sich geändert',
      body: '{organisation} hat eine Telefonnummer oder E-Mail-Adresse entfernt, unter der Sie zu Zahlungen erreichbar waren. Wenn Sie davon nichts wissen, rufen Sie die Person an, die Sie bei {organisation} kennen, unter einer Nummer, die Sie schon haben.',
    },
    notice: {
      subject: 'Ihre Daten bei uns',
      body: 'Es gibt Neues zu Ihren Daten bei {organisation}. Rufen Sie die Person an, die Sie dort kennen, unter einer Nummer, die Sie schon haben.',
    },
  },
  reference: 'Zeichen',
  closing: `Öffnen Sie Countersign wie immer, über Ihr eigenes Lesezeichen: {origin}
Diese E-Mail entscheidet nichts und enthält keinen Link, der das täte. Niemand wird Sie je per E-Mail, am Telefon oder in einem Chat um eine Entscheidung, einen Code oder Ihren Schlüssel bitten.`,
  closingOutside: 'Bitte antworten Sie nicht auf diese E-Mail, und senden Sie keine Bankdaten per E-Mail.',
}
