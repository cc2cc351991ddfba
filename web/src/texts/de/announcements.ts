/** The texts of the announcements in German. */
import type { OrganizerTexts } from '../en/organizer.ts';

const bookings = (count: number) =>
  count === 1 ? '1 Buchung bekommt' : `${count.toLocaleString('de')} Buchungen bekommen`;

export const announcements: OrganizerTexts['announcements'] = {
  title: (name) => `Nachrichten: ${name}`,
  write: 'Neue Nachricht',
  to: 'Wer bekommt sie?',
  audiences: {
    holders: 'Alle, die Tickets haben',
    waiters: 'Alle, die warten oder ein offenes Angebot haben',
    all: 'Alle, die Tickets haben oder warten',
  },
  subject: 'Betreff',
  subjectHint: 'Die Mails ergänzen ihn um den Namen der Veranstaltung.',
  text: 'Text',
  textHint:
    'Nur Text, mit einer leeren Zeile zwischen Absätzen. Er wird nicht übersetzt. Antworten erreichen Sie nicht: Schreiben Sie, wen man fragen kann.',
  tooLong: (length, most) => `Das sind ${length} Zeichen, erlaubt sind ${most}.`,
  look: 'Mails ansehen',
  preview: 'So sieht sie aus',
  previewHint:
    'Die Mails stehen hier als reiner Text. Name, Tickets, Position und Links sind erfunden. Noch wurde nichts verschickt.',
  reaches: (count, isComplete) => `${isComplete ? '' : 'Mehr als '}${bookings(count)} diese Nachricht.`,
  reachesNobody: 'Niemand würde diese Nachricht jetzt bekommen.',
  mailTo: (who, language, count) => `${who}, auf ${language}: ${count}`,
  change: 'Ändern',
  send: 'Verschicken',
  sending: 'Wird verschickt …',
  question: 'Diese Nachricht verschicken?',
  questionText: 'Eine Mail lässt sich nicht zurückholen.',
  sendNow: 'Ja, verschicken',
  notYet: 'Noch nicht',
  onItsWay: 'Die Nachricht ist unterwegs. Unten sehen Sie, wie viele Buchungen sie schon erreicht hat.',
  repeated:
    'Wir haben nicht erfahren, ob Ihre Nachricht angekommen ist, weil die Verbindung abbrach. Wir fragen noch einmal: Sie wird nur einmal verschickt.',
  cancelled:
    'Diese Veranstaltung ist abgesagt. Ihre Kunden wurden benachrichtigt, weitere Nachrichten gibt es nicht.',
  noMail:
    'Dieser Dienst verschickt keine Mails, also bekäme niemand die Nachricht. Bitte fragen Sie den Betreiber.',
  sentTitle: 'Verschickte Nachrichten',
  none: 'Sie haben noch keine Nachricht geschrieben.',
  done: 'Verschickt',
  goesOn: 'Wird verschickt',
  counts: {
    sent: (count) => `Verschickte Mails: ${count}`,
    unsubscribed: (count) => `Wollen keine Nachrichten von Ihnen: ${count}`,
    notSent: (count) =>
      `Bekamen keine Mail, weil die Adresse nicht erreichbar ist oder an dem Tag zu viele Mails bekam: ${count}`,
    delayed: (count) => `Verzögert, wird drei Tage lang wieder versucht: ${count}`,
  },
};
