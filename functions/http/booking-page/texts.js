/** Every text of the page, in English and in German. */
import { instantText } from './times.js';

const LANGUAGES = ['en', 'de'];

/**
 * @param languages the visitor's, the most preferred first, as in `navigator.languages`.
 * @returns the first that the page has as `locale`, such as `de-AT`, with its `language`; otherwise English.
 */
export function chooseLanguage(languages) {
  const locale = languages.find((name) => LANGUAGES.includes(languageOf(name))) ?? 'en-GB';
  return { locale: locale === 'en' ? 'en-GB' : locale, language: languageOf(locale) };
}

const languageOf = (locale) => locale.toLowerCase().split('-')[0];

/** @returns the texts, and `time`, which writes an instant in the zone of the event that `eventOf` gives. */
export function textsIn({ locale, language }, eventOf) {
  const time = (instant) => instantText(eventOf(), instant, locale);
  return { ...(language === 'de' ? GERMAN : ENGLISH), time };
}

const tickets = (count) => `${count} ${count === 1 ? 'ticket' : 'tickets'}`;
const them = (count) => (count === 1 ? 'the ticket' : 'the tickets');

const ENGLISH = {
  title: (event) => (event === undefined ? 'Your booking' : `Your booking: ${event}`),
  loading: 'Loading your booking …',
  when: 'When',
  where: 'Where',
  link: 'Link',
  bookedFor: 'Booked for',
  days: (count) => `${count} ${count === 1 ? 'day' : 'days'}`,
  keepLink: 'Anyone who has the link of this page can use and cancel this booking. Do not pass it on.',

  confirmed: (count) => `You have ${tickets(count)}`,
  confirmedNext: 'Your booking is confirmed.',
  waitlisted: 'You are on the waitlist',
  inDraw: 'You are in the draw',
  takesPart: (count) => `You take part with ${tickets(count)}. When you asked for them makes no difference.`,
  drawnAt: (time) => `The order is drawn at ${time}. Then this page shows your tickets or your position.`,
  position: 'Your position',
  partGranted: (granted, quantity) => `You have ${granted} of ${tickets(quantity)}`,
  waitsFor: (count) => `You are waiting for ${tickets(count)}.`,
  passed:
    'Tickets were kept free for you for as long as the organizer allows. Others who want fewer tickets may get them before you now. You keep your position.',
  waitsForRest: (count) =>
    `You are on the waitlist for ${count === 1 ? '1 more ticket' : `${count} more tickets`}. You can already use those that you have.`,
  comesByItself:
    'As soon as tickets become free for you, you get them automatically. They appear on this page.',
  comesAsOffer:
    'As soon as tickets become free for you, they are reserved for a limited time. You can accept or decline them on this page.',
  paused: 'At the moment nobody on the waitlist gets tickets. You keep your position.',
  offered: (count) => `${tickets(count)} reserved for you`,
  offeredUntil: (time) => `Please accept or decline by ${time}.`,
  ifUnanswered: (count) => ({
    ends: `If you do not answer in time, your booking ends, and somebody else can get ${them(count)}.`,
    'keeps-place':
      'If you do not answer in time, this offer ends. You keep your place in the waitlist, and another offer follows.',
    'moves-to-end': `If you do not answer in time, you move to the end of the waitlist, and somebody else can get ${them(count)}.`,
  }),
  timeLeft: 'Time left',
  oneMinuteLeft: 'Your offer ends in one minute.',
  eventCancelled: 'The event is cancelled',
  bookingEndsSoon: 'The event does not take place. Your booking ends in a moment.',
  endedSomehow: { title: 'Your booking has ended', text: () => 'This booking has no tickets any more.' },
  ended: {
    'sales-closed': {
      title: 'You got no tickets',
      text: (event) => `Sales for “${event}” closed before you got tickets. You do not have to do anything.`,
    },
    'more-than-capacity': {
      title: 'You are no longer on the waitlist',
      text: (event) =>
        `“${event}” now has fewer tickets than you asked for. If fewer are enough for you, please book again.`,
    },
    'offer-ran-out': {
      title: 'Your offer has expired',
      text: () =>
        'You did not accept the reserved tickets in time. If you still want tickets, please book again while they are being sold.',
    },
    'offer-declined': {
      title: 'You declined the offer',
      text: () => 'Somebody else can get the tickets now. You do not have to do anything.',
    },
    'event-cancelled': {
      title: 'The event is cancelled',
      text: (event) =>
        `“${event}” does not take place. Your booking has ended, and tickets of it are no longer valid.`,
    },
    'cancelled-by-organizer': {
      title: 'The organizer cancelled your booking',
      text: () => 'Tickets of it are no longer valid.',
    },
    replaced: {
      title: 'You asked for another number of tickets',
      text: () => 'Your new booking waits at the end of the waitlist instead of this one.',
    },
    'cancelled-by-customer': {
      title: 'You cancelled your booking',
      text: () => 'It has no tickets any more. If you want tickets again, please make a new booking.',
    },
  },
  reason: 'Reason given by the organizer',

  announcements: {
    title: 'Emails that the organizer writes',
    subscribed:
      'If the organizer of this event writes to those who have tickets or wait for some, you get an email. You can unsubscribe from these. Emails about your booking itself still reach you.',
    unsubscribed:
      'You are unsubscribed: you get no emails that this organizer writes. Emails about your booking itself still reach you.',
    stop: 'Unsubscribe',
    again: 'Subscribe again',
    failed: 'This did not work. Please try again.',
  },

  ticketsTitle: (count) => (count === 1 ? 'Your ticket' : 'Your tickets'),
  advice: 'Show the code at the entrance, printed or on a screen. Each code admits one person, once.',
  ticketOf: (number) => `Ticket ${number}`,
  picture: (number) => `QR code of ticket ${number}`,
  codeText: 'Code as text',
  transferred: 'This ticket was transferred. Its code was sent to the new holder.',
  usedAt: (time) => `Used on ${time}`,
  pdf: 'Download as PDF',
  calendar: 'Add to calendar',
  fileFailed: 'The file could not be loaded. Please try again.',

  accept: 'Accept',
  decline: 'Decline',
  giveBack: 'Give tickets back',
  leave: 'Leave the waitlist',
  cancelAll: 'Cancel the whole booking',
  started: 'The event has begun, so tickets can no longer be given back here.',
  back: 'No, go back',
  working: 'One moment …',
  howMany: 'How many tickets do you give back?',
  ask: {
    giveBack: (count, isAll) => ({
      question: 'Give tickets back?',
      details: `${isAll ? 'Your booking then ends. ' : ''}Somebody else can get ${them(count)}, and you cannot undo this.`,
      confirm: `Give ${tickets(count)} back`,
    }),
    decline: (count) => ({
      question: `Decline ${tickets(count)}?`,
      details: `Your booking then ends, and somebody else can get ${them(count)}. You cannot undo this.`,
      confirm: 'Yes, decline',
    }),
    leave: (granted) => ({
      question: 'Leave the waitlist?',
      details:
        granted > 0
          ? `You keep ${tickets(granted)} and no longer wait for more. You cannot undo this.`
          : 'You lose your position. If tickets have come for you meanwhile, they are given back, too. You cannot undo this.',
      confirm: 'Yes, leave the waitlist',
    }),
    cancelAll: () => ({
      question: 'Cancel the whole booking?',
      details: 'You give your tickets back and leave the waitlist. You cannot undo this.',
      confirm: 'Yes, cancel everything',
    }),
  },

  retry: 'Try again',
  badLink: {
    title: 'This link does not work',
    text: 'The link is incomplete or no longer valid. Please open it again from the mail, or copy the whole address, up to its end.',
  },
  notFound: {
    title: 'There is no such booking',
    text: 'The booking or its event was removed, or the link is not complete. Please open the link again from the mail, or ask the organizer.',
  },
  unreachable:
    'There is no connection to the service. Please check your connection. This page tries again by itself.',
  unanswered:
    'There was no answer, so we do not know whether this worked. Please try again: it does not happen twice.',
  failed: 'This did not work. Please reload the page and try again.',
  problems: {
    'offer-expired': 'The offer has expired, so it can no longer be answered.',
    'not-offered': 'There is no open offer any more. The page now shows how your booking stands.',
    'event-cancelled': 'The event is cancelled.',
    'sales-closed': 'Sales have closed, so this is no longer possible.',
    'event-started':
      'The event has begun, so tickets can no longer be given back here. Please ask the organizer.',
    'checked-in': 'Used tickets cannot be given back. Please give fewer back.',
    'already-cancelled': 'The booking was already cancelled.',
    'validation-failed': 'The booking has changed meanwhile. Please look at it and try again.',
  },
};

const ticketsInGerman = (count) => `${count} ${count === 1 ? 'Ticket' : 'Tickets'}`;
const themInGerman = (count) => (count === 1 ? 'das Ticket' : 'die Tickets');

const GERMAN = {
  title: (event) => (event === undefined ? 'Ihre Buchung' : `Ihre Buchung: ${event}`),
  loading: 'Ihre Buchung wird geladen …',
  when: 'Wann',
  where: 'Wo',
  link: 'Link',
  bookedFor: 'Gebucht für',
  days: (count) => `${count} ${count === 1 ? 'Tag' : 'Tage'}`,
  keepLink:
    'Wer den Link dieser Seite hat, kann diese Buchung benutzen und stornieren. Geben Sie ihn nicht weiter.',

  confirmed: (count) => `Sie haben ${ticketsInGerman(count)}`,
  confirmedNext: 'Ihre Buchung ist bestätigt.',
  waitlisted: 'Sie stehen auf der Warteliste',
  inDraw: 'Sie nehmen an der Verlosung teil',
  takesPart: (count) =>
    `Sie nehmen mit ${ticketsInGerman(count)} teil. Wann Sie angefragt haben, spielt keine Rolle.`,
  drawnAt: (time) =>
    `Die Reihenfolge wird ausgelost: ${time}. Danach sehen Sie hier Ihre Tickets oder Ihre Stelle.`,
  position: 'Ihre Stelle',
  partGranted: (granted, quantity) => `Sie haben ${granted} von ${ticketsInGerman(quantity)}`,
  waitsFor: (count) => `Sie warten auf ${ticketsInGerman(count)}.`,
  passed:
    'So lange, wie es der Veranstalter vorsieht, wurden Tickets für Sie frei gehalten. Andere, die weniger Tickets wollen, können jetzt vor Ihnen welche bekommen. Sie behalten Ihre Position.',
  waitsForRest: (count) =>
    `Sie stehen auf der Warteliste für ${count === 1 ? '1 weiteres Ticket' : `${count} weitere Tickets`}. Was Sie schon haben, können Sie benutzen.`,
  comesByItself:
    'Sobald Tickets für Sie frei werden, bekommen Sie sie automatisch. Sie erscheinen auf dieser Seite.',
  comesAsOffer:
    'Sobald Tickets für Sie frei werden, sind sie für begrenzte Zeit reserviert. Auf dieser Seite können Sie sie annehmen oder ablehnen.',
  paused: 'Zurzeit bekommt niemand auf der Warteliste Tickets. Sie behalten Ihre Stelle.',
  offered: (count) => `${ticketsInGerman(count)} für Sie reserviert`,
  offeredUntil: (time) => `Bitte antworten Sie bis ${time}.`,
  ifUnanswered: (count) => ({
    ends: `Wenn Sie nicht rechtzeitig annehmen, endet Ihre Buchung, und jemand anderes kann ${themInGerman(count)} bekommen.`,
    'keeps-place':
      'Wenn Sie nicht rechtzeitig antworten, endet dieses Angebot. Sie behalten Ihren Platz auf der Warteliste, und ein weiteres Angebot folgt.',
    'moves-to-end': `Wenn Sie nicht rechtzeitig antworten, rücken Sie an das Ende der Warteliste, und jemand anderes kann ${themInGerman(count)} bekommen.`,
  }),
  timeLeft: 'Verbleibende Zeit',
  oneMinuteLeft: 'Ihr Angebot endet in einer Minute.',
  eventCancelled: 'Die Veranstaltung ist abgesagt',
  bookingEndsSoon: 'Die Veranstaltung findet nicht statt. Ihre Buchung endet gleich.',
  endedSomehow: { title: 'Ihre Buchung ist beendet', text: () => 'Diese Buchung hat keine Tickets mehr.' },
  ended: {
    'sales-closed': {
      title: 'Sie haben keine Tickets bekommen',
      text: (event) =>
        `Der Verkauf für „${event}“ endete, bevor Sie Tickets bekommen haben. Sie müssen nichts tun.`,
    },
    'more-than-capacity': {
      title: 'Sie stehen nicht mehr auf der Warteliste',
      text: (event) =>
        `„${event}“ hat jetzt weniger Tickets, als Sie wollten. Wenn Ihnen weniger genügen, buchen Sie bitte neu.`,
    },
    'offer-ran-out': {
      title: 'Ihr Angebot ist abgelaufen',
      text: () =>
        'Sie haben die reservierten Tickets nicht rechtzeitig angenommen. Wenn Sie noch Tickets möchten, buchen Sie bitte neu, solange der Verkauf läuft.',
    },
    'offer-declined': {
      title: 'Sie haben das Angebot abgelehnt',
      text: () => 'Jemand anderes kann die Tickets jetzt bekommen. Sie müssen nichts tun.',
    },
    'event-cancelled': {
      title: 'Die Veranstaltung ist abgesagt',
      text: (event) =>
        `„${event}“ findet nicht statt. Ihre Buchung ist beendet, und Tickets dafür sind nicht mehr gültig.`,
    },
    'cancelled-by-organizer': {
      title: 'Der Veranstalter hat Ihre Buchung storniert',
      text: () => 'Tickets dafür sind nicht mehr gültig.',
    },
    replaced: {
      title: 'Sie wollten eine andere Anzahl Tickets',
      text: () => 'Ihre neue Buchung wartet statt dieser am Ende der Warteliste.',
    },
    'cancelled-by-customer': {
      title: 'Sie haben Ihre Buchung storniert',
      text: () => 'Sie hat keine Tickets mehr. Wenn Sie wieder Tickets möchten, buchen Sie bitte neu.',
    },
  },
  reason: 'Begründung des Veranstalters',

  announcements: {
    title: 'E-Mails, die der Veranstalter schreibt',
    subscribed:
      'Wenn der Veranstalter an alle schreibt, die Tickets haben oder darauf warten, bekommen Sie eine E-Mail. Sie können diese abbestellen. E-Mails zu Ihrer Buchung selbst bekommen Sie weiterhin.',
    unsubscribed:
      'Abbestellt: Sie bekommen keine E-Mails, die dieser Veranstalter schreibt. E-Mails zu Ihrer Buchung selbst bekommen Sie weiterhin.',
    stop: 'Abbestellen',
    again: 'Wieder bestellen',
    failed: 'Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.',
  },

  ticketsTitle: (count) => (count === 1 ? 'Ihr Ticket' : 'Ihre Tickets'),
  advice:
    'Zeigen Sie den Code am Einlass, gedruckt oder auf einem Bildschirm. Jeder gilt einmal, für eine Person.',
  ticketOf: (number) => `Ticket ${number}`,
  picture: (number) => `QR-Code von Ticket ${number}`,
  codeText: 'Code als Text',
  transferred: 'Dieses Ticket wurde übertragen. Den Code hat, wer es jetzt besitzt, per E-Mail bekommen.',
  usedAt: (time) => `Benutzt: ${time}`,
  pdf: 'Als PDF herunterladen',
  calendar: 'In den Kalender',
  fileFailed: 'Die Datei konnte nicht geladen werden. Bitte versuchen Sie es noch einmal.',

  accept: 'Annehmen',
  decline: 'Ablehnen',
  giveBack: 'Tickets zurückgeben',
  leave: 'Warteliste verlassen',
  cancelAll: 'Ganze Buchung stornieren',
  started: 'Die Veranstaltung hat begonnen. Tickets können hier nicht mehr zurückgegeben werden.',
  back: 'Nein, zurück',
  working: 'Einen Moment …',
  howMany: 'Wie viele Tickets geben Sie zurück?',
  ask: {
    giveBack: (count, isAll) => ({
      question: 'Tickets zurückgeben?',
      details: `${isAll ? 'Ihre Buchung endet dann. ' : ''}Jemand anderes kann ${themInGerman(count)} bekommen. Sie können das nicht rückgängig machen.`,
      confirm: `${ticketsInGerman(count)} zurückgeben`,
    }),
    decline: (count) => ({
      question: `${ticketsInGerman(count)} ablehnen?`,
      details: `Ihre Buchung endet dann, und jemand anderes kann ${themInGerman(count)} bekommen. Sie können das nicht rückgängig machen.`,
      confirm: 'Ja, ablehnen',
    }),
    leave: (granted) => ({
      question: 'Warteliste verlassen?',
      details:
        granted > 0
          ? `Sie behalten ${ticketsInGerman(granted)} und warten nicht auf weitere. Sie können das nicht rückgängig machen.`
          : 'Sie verlieren Ihre Stelle. Falls inzwischen Tickets für Sie gekommen sind, werden sie auch zurückgegeben. Sie können das nicht rückgängig machen.',
      confirm: 'Ja, Warteliste verlassen',
    }),
    cancelAll: () => ({
      question: 'Ganze Buchung stornieren?',
      details:
        'Sie geben Ihre Tickets zurück und verlassen die Warteliste. Sie können das nicht rückgängig machen.',
      confirm: 'Ja, alles stornieren',
    }),
  },

  retry: 'Noch einmal versuchen',
  badLink: {
    title: 'Dieser Link funktioniert nicht',
    text: 'Der Link ist unvollständig oder nicht mehr gültig. Bitte öffnen Sie ihn noch einmal aus der E-Mail, oder kopieren Sie die ganze Adresse bis zum Ende.',
  },
  notFound: {
    title: 'Diese Buchung gibt es nicht',
    text: 'Die Buchung oder ihre Veranstaltung wurde entfernt, oder der Link ist nicht vollständig. Bitte öffnen Sie ihn noch einmal aus der E-Mail, oder fragen Sie den Veranstalter.',
  },
  unreachable:
    'Es gibt keine Verbindung zum Dienst. Bitte prüfen Sie Ihre Verbindung. Diese Seite versucht es von selbst wieder.',
  unanswered:
    'Es kam keine Antwort. Deshalb wissen wir nicht, ob es geklappt hat. Bitte versuchen Sie es noch einmal: Es geschieht nicht doppelt.',
  failed: 'Das hat nicht geklappt. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.',
  problems: {
    'offer-expired': 'Das Angebot ist abgelaufen. Man kann es nicht mehr beantworten.',
    'not-offered': 'Es gibt kein offenes Angebot mehr. Die Seite zeigt jetzt, wie es um Ihre Buchung steht.',
    'event-cancelled': 'Die Veranstaltung ist abgesagt.',
    'sales-closed': 'Der Verkauf ist beendet. Das geht deshalb nicht mehr.',
    'event-started':
      'Die Veranstaltung hat begonnen. Tickets können hier nicht mehr zurückgegeben werden. Bitte fragen Sie den Veranstalter.',
    'checked-in': 'Benutzte Tickets kann man nicht zurückgeben. Bitte geben Sie weniger zurück.',
    'already-cancelled': 'Die Buchung war schon storniert.',
    'validation-failed':
      'Die Buchung hat sich inzwischen geändert. Bitte sehen Sie nach und versuchen Sie es noch einmal.',
  },
};
