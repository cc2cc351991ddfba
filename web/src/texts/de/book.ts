/** The texts of booking tickets in German. */
import type { BookTexts } from '../en/book.ts';
import { tickets } from './tickets.ts';

export const de: BookTexts = {
  title: (name) => `Buchen: ${name}`,
  stepOf: (step, name) => `Schritt ${step} von 2: ${name}`,
  howMany: 'Wie viele?',
  who: 'Wer sind Sie?',
  quantity: 'Zahl der Tickets',
  fewer: 'Eines weniger',
  more: 'Eines mehr',
  limit: (count) => `Höchstens ${count} in einer Buchung.`,
  fewerLeft: (left) => `Noch ${tickets(left)} ${left === 1 ? 'ist' : 'sind'} da. Für mehr warten Sie.`,
  next: 'Weiter',
  asAccount: (name, email) => `Sie buchen als ${name} (${email}).`,
  asGuest: 'Ohne Konto buchen',
  guestHint: 'Die Tickets und ein Link zu Ihrer Buchung gehen an diese Adresse.',
  orLogIn: 'Anmelden und buchen',
  needsAccount: 'Für diese Veranstaltung brauchen Sie ein Konto.',
  soldOutNow: 'Falls die Tickets weg sind, wenn Ihre Anfrage ankommt:',
  onSoldOut: { waitlist: 'auf die Warteliste setzen', reject: 'nicht buchen' },
  send: (count) => `${tickets(count)} buchen`,
  sendWait: (count) => `Auf ${tickets(count)} warten`,
  sending: 'Wird gebucht …',
  kept: 'Die Antwort auf Ihre Buchung kam nicht an, weil die Verbindung abgerissen ist. Wir fragen noch einmal: Nichts wird doppelt gebucht.',
  solving: 'Einen Moment: Ihr Browser rechnet kurz etwas aus. Das hält Automaten fern.',
  challenge: {
    title: 'Sind Sie ein Mensch?',
    text: (service) =>
      `Diese Veranstaltung verlangt eine Prüfung durch ${service}, damit keine Programme die Tickets nehmen. Sie beginnt hier, und wenn sie bestanden ist, geht Ihre Buchung weiter. ${service} erfährt die Adresse Ihrer Verbindung.`,
    refused: 'Die Prüfung wurde nicht angenommen, oder sie hat zu lange gedauert. Bitte noch einmal.',
    failed: (service) =>
      `Die Prüfung durch ${service} geht hier nicht. Vielleicht hält sie etwas auf, zum Beispiel ein Werbeblocker. Es ist noch nichts gebucht.`,
  },
  done: {
    confirmed: (count) => `Gebucht: ${tickets(count)}`,
    waitlisted: (count) => `Sie warten auf ${tickets(count)}`,
    offered: (count) => `${tickets(count)} für Sie zurückgelegt`,
    drawing: 'Sie nehmen an der Verlosung teil',
    position: (position) => `Sie sind Nummer ${position.toLocaleString('de')} auf der Warteliste.`,
    about: (position) => `Sie sind ungefähr Nummer ${position.toLocaleString('de')} auf der Warteliste.`,
    mailed: (email) => `Alles Weitere schicken wir an ${email}.`,
    open: 'Buchung öffnen',
    another: 'Noch eine Buchung für diese Veranstaltung',
  },
};
