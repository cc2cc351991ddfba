/** The texts of the screen of one booking in German. */
import type { BookingTexts } from '../en/booking.ts';
import { tickets } from './tickets.ts';

const them = (count: number) => (count === 1 ? 'das Ticket kann' : 'die Tickets können');
const number = (count: number) => count.toLocaleString('de');

export const de: BookingTexts = {
  title: (event) => `Ihre Buchung: ${event}`,
  logInHint:
    'Diese Buchung ist nicht in diesem Browser gespeichert. Melden Sie sich an, wenn Sie mit einem Konto gebucht haben, oder öffnen Sie den Link in der Mail zu Ihrer Buchung.',
  mailLink: {
    hint: 'Haben Sie ohne Konto gebucht? Dann schicken wir den Link noch einmal an die Adresse, die Sie angegeben haben.',
    button: 'Link noch einmal schicken',
    sent: 'Der Link ist unterwegs an die Adresse der Buchung. Es kann einige Minuten dauern.',
    noMail: 'Hier werden keine Mails verschickt. Bitte wenden Sie sich an den Veranstalter.',
    tooMany:
      'Wir haben den Link in den letzten Tagen geschickt. Bitte suchen Sie diese Mail, auch bei den unerwünschten.',
  },
  gone: 'Diese Buchung gibt es nicht, oder es ist nicht Ihre. Öffnen Sie den Link in der Mail zu Ihrer Buchung noch einmal, bis zu seinem Ende, oder melden Sie sich mit dem Konto an, mit dem Sie gebucht haben.',
  keptOffline: (time) =>
    `Es gibt keine Verbindung. So war Ihre Buchung ${time}; die Codes gelten am Eingang.`,
  bookedFor: 'Gebucht für',
  ownTime: (time) => `${time} nach Ihrer Uhr`,
  keptHere: {
    text: 'Dieser Browser behält die Buchung, auch nach dem Abmelden. Wer ihn benutzt oder den Link aus Ihrer E-Mail hat, kann sie benutzen und stornieren: Geben Sie den Link nicht weiter.',
    forget: 'Aus diesem Browser entfernen',
  },
  states: {
    confirmed: (count) => `Sie haben ${tickets(count)}`,
    waitlisted: (count) => `Sie warten auf ${tickets(count)}`,
    partGranted: (granted, count) => `Sie haben ${granted} von ${tickets(count)}`,
    drawing: 'Sie nehmen an der Verlosung teil',
    offered: (count) => `${tickets(count)} für Sie zurückgelegt`,
    eventCancelled: 'Die Veranstaltung ist abgesagt',
  },
  confirmedText: 'Ihre Buchung ist bestätigt.',
  eventCancelledText: 'Die Veranstaltung findet nicht statt. Ihre Buchung endet gleich.',
  wait: {
    position: (position) => `Nummer ${number(position)} auf der Warteliste`,
    about: (position) => `Etwa Nummer ${number(position)} auf der Warteliste`,
    movedUp: (count) =>
      `Seit Sie diese Seite geöffnet haben, sind Sie ${count === 1 ? '1 Platz' : `${number(count)} Plätze`} aufgerückt.`,
    counting: 'Ihre Position wird gezählt …',
    rest: (count) => `Sie warten noch auf ${tickets(count)}. Die anderen können Sie schon benutzen.`,
    comesByItself: 'Kommen Tickets für Sie zurück, bekommen Sie sie automatisch und sehen sie hier.',
    comesAsOffer:
      'Kommen Tickets für Sie zurück, werden sie für begrenzte Zeit zurückgelegt, und Sie nehmen sie hier an.',
    paused: 'Zurzeit bekommt niemand auf der Warteliste Tickets. Sie behalten Ihre Position.',
    passed:
      'Tickets wurden für Sie so lange freigehalten, wie es der Veranstalter erlaubt. Andere, die weniger Tickets wollen, können nun vor Ihnen welche bekommen. Sie behalten Ihre Position.',
    takesPart: (count) => `Sie nehmen mit ${tickets(count)} teil.`,
    drawnAt: (time) =>
      `Die Reihenfolge wird ${time} ausgelost. Wann Sie angefragt haben, ist gleich. Dann sehen Sie hier Ihre Tickets oder Ihre Position.`,
    nobodyYet: 'Bisher hat niemand von dieser Warteliste Tickets bekommen.',
    servedSoFar: (count, last) =>
      `Bisher wurde ${number(count)}-mal von dieser Warteliste vergeben, zuletzt ${last}.`,
    servedOnce: (last) => `Bisher wurde einmal von dieser Warteliste vergeben, ${last}.`,
    servedMany: (count) => `Bisher wurde mehr als ${number(count)}-mal von dieser Warteliste vergeben.`,
    noPromise: (before, closes) =>
      before === 0
        ? `Sie sind als Nächstes dran. Ob bis zum Ende des Verkaufs (${closes}) Tickets zurückkommen, kann niemand versprechen.`
        : `${before === 1 ? '1 Buchung ist' : `${number(before)} Buchungen sind`} vor Ihrer. Ob bis zum Ende des Verkaufs (${closes}) genug Tickets zurückkommen, kann niemand versprechen.`,
    noPromiseAbout: (before, closes) =>
      `Etwa ${number(before)} Buchungen sind vor Ihrer. Ob bis zum Ende des Verkaufs (${closes}) genug Tickets zurückkommen, kann niemand versprechen.`,
  },
  offer: {
    until: (time) => `Bitte nehmen Sie bis ${time} an, oder lehnen Sie ab.`,
    left: 'Verbleibende Zeit',
    days: (count) => (count === 1 ? '1 Tag' : `${count} Tage`),
    oneMinute: 'Ihr Angebot endet in einer Minute.',
    ifUnanswered: {
      ends: 'Ohne Antwort endet Ihre Buchung, und die Tickets bekommt jemand anderes.',
      'keeps-place':
        'Ohne Antwort endet dieses Angebot. Sie behalten Ihren Platz auf der Warteliste, und ein weiteres Angebot folgt.',
      'moves-to-end':
        'Ohne Antwort kommen Sie ans Ende der Warteliste, und die Tickets bekommt jemand anderes.',
    },
    accept: 'Annehmen',
    decline: 'Ablehnen',
  },
  ended: {
    'sales-closed': {
      title: 'Sie haben keine Tickets bekommen',
      text: 'Der Verkauf endete, bevor Tickets für Sie zurückkamen. Sie müssen nichts tun.',
    },
    'more-than-capacity': {
      title: 'Sie stehen nicht mehr auf der Warteliste',
      text: 'Die Veranstaltung hat nun weniger Tickets, als Sie wollten. Wenn Ihnen weniger reichen, buchen Sie bitte neu.',
    },
    'offer-ran-out': {
      title: 'Ihr Angebot ist abgelaufen',
      text: 'Sie haben die Tickets nicht rechtzeitig angenommen. Wenn Sie noch welche wollen, buchen Sie bitte neu, solange es welche gibt.',
    },
    'offer-declined': {
      title: 'Sie haben das Angebot abgelehnt',
      text: 'Die Tickets bekommt jemand anderes. Sie müssen nichts tun.',
    },
    'event-cancelled': {
      title: 'Die Veranstaltung ist abgesagt',
      text: 'Ihre Buchung ist beendet, und ihre Tickets gelten nicht mehr.',
    },
    'cancelled-by-organizer': {
      title: 'Der Veranstalter hat Ihre Buchung storniert',
      text: 'Ihre Tickets gelten nicht mehr.',
    },
    replaced: {
      title: 'Sie wollten eine andere Zahl von Tickets',
      text: 'Ihre neue Buchung wartet statt dieser am Ende der Warteliste.',
    },
    'cancelled-by-customer': {
      title: 'Sie haben diese Buchung storniert',
      text: 'Sie hat keine Tickets mehr. Wenn Sie wieder welche wollen, buchen Sie bitte neu.',
    },
    unknown: { title: 'Diese Buchung ist beendet', text: 'Sie hat keine Tickets mehr.' },
  },
  reason: 'Grund des Veranstalters:',
  change: {
    working: 'Einen Moment …',
    repeated:
      'Die Antwort auf Ihre letzte Änderung kam nicht an. Wir fragen noch einmal: Nichts geschieht doppelt.',
    back: 'Zurück',
    changedMeanwhile:
      'Die Buchung hat sich inzwischen geändert, darum ist das nicht geschehen. Bitte sehen Sie sie noch einmal an.',
    giveBack: 'Tickets zurückgeben',
    giveBackTitle: 'Welche Tickets geben Sie zurück?',
    giveBackText:
      'Sie gehen an die Nächsten auf der Warteliste oder wieder in den Verkauf. Sie können das nicht rückgängig machen.',
    giveBackAll: 'Alle; die Buchung endet dann',
    giveBackNow: (count) => `${tickets(count)} zurückgeben`,
    chooseSome: 'Bitte wählen Sie mindestens ein Ticket.',
    leave: 'Warteliste verlassen',
    leaveTitle: 'Die Warteliste verlassen?',
    leaveText: (granted) =>
      granted > 0
        ? `Sie behalten ${tickets(granted)} und warten nicht weiter. Sie können das nicht rückgängig machen.`
        : 'Sie verlieren Ihre Position. Sind inzwischen Tickets für Sie gekommen, werden auch sie zurückgegeben. Sie können das nicht rückgängig machen.',
    leaveNow: 'Ja, Warteliste verlassen',
    cancelAll: 'Ganze Buchung stornieren',
    cancelAllTitle: 'Ganze Buchung stornieren?',
    cancelAllText:
      'Sie geben Ihre Tickets zurück und verlassen die Warteliste. Sie können das nicht rückgängig machen.',
    cancelAllNow: 'Ja, alles stornieren',
    declineTitle: (count) => `${tickets(count)} ablehnen?`,
    declineText: (count) =>
      `Ihre Buchung endet dann, und ${them(count)} an jemand anderen gehen. Sie können das nicht rückgängig machen.`,
    declineNow: 'Ja, ablehnen',
    started: 'Die Veranstaltung hat begonnen. Tickets können hier nicht mehr zurückgegeben werden.',
    add: 'Tickets hinzufügen',
    addTitle: 'Wie viele Tickets mehr?',
    addNow: (count) => `${tickets(count)} hinzufügen`,
    addLimit: (count) => `Diese Buchung kann bis zu ${count} mehr haben.`,
    bookAgain: 'Noch eine Buchung für diese Veranstaltung',
  },
  ticket: {
    heading: (count) => (count === 1 ? 'Ihr Ticket' : 'Ihre Tickets'),
    advice:
      'Zeigen Sie den Code am Eingang, auf dem Bildschirm oder gedruckt. Jeder Code lässt eine Person einmal ein.',
    number: (ticket) => `Ticket ${ticket}`,
    qr: (ticket) => `QR-Code von Ticket ${ticket}`,
    large: (ticket) => `Ticket ${ticket} groß zeigen`,
    asText: 'Code als Text',
    used: (time) => `Benutzt ${time}`,
    transferred: 'Übertragen. Den Code hat nur, wer das Ticket jetzt besitzt.',
    forWhom: (name) => `Für ${name}`,
    name: 'Namen eintragen',
    nameTitle: (ticket) => `Für wen ist Ticket ${ticket}?`,
    nameText: 'Der Name steht auf dem Ticket und ist am Eingang zu sehen. Der Code bleibt gleich.',
    nameNow: 'Namen speichern',
    nameClear: 'Namen entfernen',
    transfer: 'Übertragen',
    transferTitle: (ticket) => `Ticket ${ticket} übertragen`,
    transferText:
      'Wir schicken der neuen Person einen neuen Code, und Ihrer gilt sofort nicht mehr. Sie können jedes Ticket einmal übertragen und das nicht rückgängig machen.',
    transferNow: 'Ticket übertragen',
    apple: 'Apple Wallet',
    google: 'Google Wallet',
    pdf: 'PDF herunterladen',
    calendar: 'In den Kalender',
    fileFailed: 'Die Datei konnte nicht geladen werden. Bitte versuchen Sie es noch einmal.',
  },
  receipt: {
    heading: 'Wer war vor mir dran?',
    atOnce: 'Sie haben Ihre Tickets sofort bekommen, ohne Warteliste.',
    nobody: 'Vor Ihnen war niemand von der Warteliste dran.',
    kept: (count) =>
      count === 1
        ? 'Eine Buchung war vor Ihnen dran, und sie stand in der Reihenfolge vor Ihnen.'
        : `${number(count)} Buchungen waren vor Ihnen dran, und jede stand in der Reihenfolge vor Ihnen oder ist unten erklärt.`,
    broken:
      'Mindestens eine Buchung war vor Ihnen dran, ohne dass wir einen Grund kennen. Fragen Sie den Veranstalter.',
    gaps: 'Nummern von Vergaben fehlen. Fragen Sie den Veranstalter.',
    asked: (time) => `angefragt ${time}`,
    served: (time) => `vergeben ${time}`,
    why: {
      earlier: 'vor Ihnen',
      fewer: 'wollte weniger Tickets als Sie, was die Regeln dieser Veranstaltung erlauben',
      ahead: (reason) => `vom Veranstalter vorgezogen: ${reason}`,
      unexplained: 'nach Ihnen',
    },
    explain:
      'Ein Beleg nennt keine Namen. Jede Zeile ist eine Buchung, die von der Warteliste Tickets bekam.',
    more: 'Mehr zeigen',
  },
};
