/** The notices in German. */
import { ticketReceived, toHolders } from './de-holders.ts';
import { ifUnanswered, offerLapsed, passed } from './de-waiting.ts';
import { named, tickets } from './de-words.ts';
import { type NoticeText, paragraphs, type Texts, type Told } from './texts.ts';

const SHOW_TICKETS = 'Tickets anzeigen';
const NOTHING_TO_DO = 'Sie müssen nichts tun.';

function codes({ held, hasCodes }: Told): string {
  const where = hasCodes ? 'in dieser E-Mail und auf der Seite Ihrer Buchung' : 'auf der Seite Ihrer Buchung';
  if (held === 1) {
    return `Ihr Ticket hat einen Code, den Sie am Einlass vorzeigen. Sie finden ihn ${where}.`;
  }
  return `Jedes Ticket hat einen Code, den Sie am Einlass vorzeigen. Sie finden die Codes ${where}.`;
}

function giveBack({ held, hasBegun }: Told): string | false {
  if (hasBegun) return false;
  const them = held === 1 ? 'das Ticket' : 'die Tickets';
  return `Wenn Sie nicht kommen können, stornieren Sie bitte auf der Seite Ihrer Buchung. Dann kann jemand anderes ${them} bekommen.`;
}

/** What the booking still has after it lost tickets, or that it has ended. */
function remainder({ held, waitsFor }: Told): string {
  if (held === 0 && waitsFor === 0) return 'Ihre Buchung ist beendet.';
  return [
    held > 0 && `Sie behalten ${tickets(held)}.`,
    waitsFor > 0 && `Auf der Warteliste stehen Sie weiterhin für ${tickets(waitsFor)}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

function inDraw(told: Told): NoticeText {
  return {
    subject: `Sie nehmen an der Verlosung für ${named(told)} teil`,
    title: 'Sie nehmen an der Verlosung teil',
    paragraphs: [
      `Die Tickets für ${named(told)} werden in einer Reihenfolge vergeben, die ausgelost wird. Sie nehmen mit ${tickets(told.quantity)} teil. Wann Sie angefragt haben, spielt keine Rolle.`,
      `Die Reihenfolge wird ausgelost: ${told.drawnAt}. ${
        told.makesOffers
          ? 'Wenn es Tickets für Sie gibt, reservieren wir sie für eine begrenzte Zeit und schreiben Ihnen eine E-Mail. Sie nehmen sie dann an oder lehnen sie ab.'
          : 'Wenn es Tickets für Sie gibt, bekommen Sie sie automatisch, und wir schreiben Ihnen eine E-Mail.'
      } Sonst bleiben Sie auf der Warteliste.`,
      'Sie müssen jetzt nichts tun. Wenn Sie keine Tickets mehr möchten, verlassen Sie bitte die Warteliste auf der Seite Ihrer Buchung.',
    ],
  };
}

function waitlisted(told: Told): NoticeText {
  if (told.drawnAt !== '') return inDraw(told);
  return {
    subject: `Sie stehen auf der Warteliste für ${named(told)}`,
    title: 'Sie stehen auf der Warteliste',
    paragraphs: [
      `Für ${named(told)} sind im Moment nicht genug Tickets frei. Sie stehen auf der Warteliste für ${tickets(told.quantity)}.`,
      told.makesOffers
        ? 'Sobald Tickets für Sie frei werden, reservieren wir sie für begrenzte Zeit und schreiben Ihnen eine E-Mail. Sie können sie dann annehmen oder ablehnen.'
        : 'Sobald Tickets für Sie frei werden, bekommen Sie sie automatisch, und wir schreiben Ihnen eine E-Mail.',
      'Sie müssen jetzt nichts tun. Wir schreiben Ihnen auch, wenn Sie keine Tickets bekommen. Wenn Sie keine mehr möchten, verlassen Sie bitte die Warteliste auf der Seite Ihrer Buchung.',
    ],
  };
}

function ticketsAdded(told: Told): NoticeText {
  const { quantity, held } = told;
  return {
    subject: `${tickets(quantity)} mehr für ${named(told)}`,
    title: quantity === 1 ? 'Sie haben ein weiteres Ticket' : 'Sie haben weitere Tickets',
    paragraphs: paragraphs(
      `Sie haben Ihrer Buchung für ${named(told)} ${tickets(quantity)} hinzugefügt. Damit haben Sie jetzt ${tickets(held)}.`,
      codes(told),
      giveBack(told),
    ),
    button: SHOW_TICKETS,
  };
}

function partGranted(told: Told): NoticeText {
  const { quantity, held, waitsFor } = told;
  return {
    subject: `Sie haben ${held} von ${tickets(held + waitsFor)} für ${named(told)}`,
    title: 'Sie haben einen Teil Ihrer Tickets bekommen',
    paragraphs: paragraphs(
      `Sie haben über die Warteliste ${tickets(quantity)} für ${named(told)} bekommen.`,
      held > quantity && `Damit haben Sie jetzt ${tickets(held)}.`,
      `Auf der Warteliste stehen Sie weiterhin für ${tickets(waitsFor)}, an derselben Stelle. Wir schreiben Ihnen, wenn Sie weitere bekommen.`,
      codes(told),
    ),
    button: SHOW_TICKETS,
  };
}

function promoted(told: Told): NoticeText {
  const { quantity, held } = told;
  return {
    subject: `Sie haben ${tickets(quantity)} für ${named(told)} bekommen`,
    title: quantity === 1 ? 'Sie haben ein Ticket bekommen' : 'Sie haben Tickets bekommen',
    paragraphs: paragraphs(
      `Sie haben über die Warteliste ${tickets(quantity)} für ${named(told)} bekommen.`,
      held > quantity && `Zusammen mit den früheren haben Sie jetzt ${tickets(held)}.`,
      codes(told),
      giveBack(told),
    ),
    button: SHOW_TICKETS,
  };
}

function offered(told: Told): NoticeText {
  const { quantity, expiresAt } = told;
  return {
    subject: `Bitte antworten Sie: ${tickets(quantity)} für ${named(told)}`,
    title: `${tickets(quantity)} für Sie reserviert`,
    paragraphs: [
      `Sie standen auf der Warteliste für ${named(told)}. Wir haben jetzt ${tickets(quantity)} für Sie, reserviert bis ${expiresAt}.`,
      `Bitte nehmen Sie bis dahin an oder lehnen Sie ab. ${ifUnanswered(told)}`,
    ],
    button: 'Annehmen oder ablehnen',
  };
}

function reminded(told: Told): NoticeText {
  const { quantity, expiresAt } = told;
  return {
    subject: `Erinnerung: ${tickets(quantity)} für ${named(told)}`,
    title: 'Ihr Angebot läuft bald ab',
    paragraphs: [
      `${tickets(quantity)} für ${named(told)} ${quantity === 1 ? 'ist' : 'sind'} noch für Sie reserviert, bis ${expiresAt}.`,
      `Bitte nehmen Sie bis dahin an oder lehnen Sie ab. ${ifUnanswered(told)}`,
    ],
    button: 'Annehmen oder ablehnen',
  };
}

function offerEnded(told: Told): NoticeText {
  const offer = `Angebot über ${tickets(told.quantity)} für ${named(told)}`;
  const why = {
    'sales-closed': `Der Verkauf endete, bevor Sie das ${offer} angenommen haben.`,
    'more-than-capacity': `Die Veranstaltung hat jetzt weniger Tickets, als Sie wollten. Deshalb ist Ihr ${offer} beendet.`,
    'time-ran-out': `Sie haben das ${offer} nicht rechtzeitig angenommen.`,
  }[told.because ?? 'time-ran-out'];
  return {
    subject: `Ihr Angebot für ${named(told)} ist abgelaufen`,
    title: 'Ihr Angebot ist abgelaufen',
    paragraphs: paragraphs(
      `${why} ${remainder(told)}`,
      told.because !== 'sales-closed' &&
        'Wenn Sie weiterhin Tickets möchten, können Sie neu buchen, solange der Verkauf läuft. Eine neue Buchung bekommt eine neue Stelle auf der Warteliste.',
    ),
  };
}

function waitEnded(told: Told): NoticeText {
  const { quantity, held, because } = told;
  if (because === 'more-than-capacity') {
    return {
      subject: `Sie stehen nicht mehr auf der Warteliste für ${named(told)}`,
      title: 'Sie stehen nicht mehr auf der Warteliste',
      paragraphs: [
        `Sie haben auf ${tickets(quantity)} für ${named(told)} gewartet. Die Veranstaltung hat jetzt weniger Tickets, als Sie wollten. ${remainder(told)}`,
        'Wenn Ihnen weniger Tickets genügen, buchen Sie bitte neu.',
      ],
    };
  }
  return {
    subject: `Die Warteliste für ${named(told)} ist geschlossen`,
    title: held > 0 ? 'Die Warteliste ist geschlossen' : 'Sie haben keine Tickets bekommen',
    paragraphs: [
      `Der Verkauf für ${named(told)} ist beendet. Leider haben Sie ${quantity === 1 ? 'das Ticket nicht bekommen, auf das' : `die ${tickets(quantity)} nicht bekommen, auf die`} Sie gewartet haben.`,
      `${remainder(told)} ${NOTHING_TO_DO}`,
    ],
  };
}

function leftWaitlist(told: Told): NoticeText {
  const { quantity, waitsFor, isByOrganizer } = told;
  const isAll = waitsFor === 0;
  const what = isByOrganizer
    ? `Der Veranstalter hat Ihr Warten auf ${tickets(quantity)} für ${named(told)} beendet.`
    : `Sie warten nicht mehr auf ${tickets(quantity)} für ${named(told)}.`;
  const left = isByOrganizer
    ? ['Sie wurden von der Warteliste', 'genommen']
    : ['Sie haben die Warteliste', 'verlassen'];
  return {
    subject: isAll ? left.join(` für ${named(told)} `) : `Sie warten auf weniger Tickets für ${named(told)}`,
    title: isAll ? left.join(' ') : 'Sie warten auf weniger Tickets',
    paragraphs: [`${what} ${remainder(told)}`],
  };
}

const list = new Intl.ListFormat('de-DE');

function noLongerValid({ voided }: Told): string {
  if (voided.length === 0) return 'Die Codes stornierter Tickets sind nicht mehr gültig.';
  const numbers = list.format(voided.map(String));
  return voided.length === 1
    ? `Ticket ${numbers} ist storniert, sein Code ist nicht mehr gültig.`
    : `Die Tickets ${numbers} sind storniert, ihre Codes sind nicht mehr gültig.`;
}

function cancelled(told: Told): NoticeText {
  const { quantity, held, waitsFor, isByOrganizer, onlyWaited } = told;
  if (onlyWaited) return leftWaitlist(told);
  const isAll = held === 0 && waitsFor === 0;
  const who = isByOrganizer ? 'Der Veranstalter hat' : 'Sie haben';
  const what = `${who} ${tickets(quantity)} für ${named(told)} storniert`;
  return {
    subject: isAll ? `${who} Ihre Buchung für ${named(told)} storniert` : what,
    title: isAll ? 'Ihre Buchung ist storniert' : 'Ein Teil Ihrer Buchung ist storniert',
    paragraphs: paragraphs(
      `${what}. ${remainder(told)}`,
      noLongerValid(told),
      told.hasCodes && 'Gültig sind die in dieser Mail; werfen Sie frühere weg.',
    ),
  };
}

function ticketTransferred(told: Told): NoticeText {
  const { ticket, newHolder = 'eine andere Person', isByOrganizer } = told;
  const who = isByOrganizer ? 'Der Veranstalter hat' : 'Sie haben';
  return {
    subject: `Ticket ${ticket} für ${named(told)} wurde übertragen`,
    title: 'Ein Ticket wurde übertragen',
    paragraphs: paragraphs(
      `${who} Ticket ${ticket} für ${named(told)} auf ${newHolder} übertragen.`,
      `Der Code von Ticket ${ticket} ist nicht mehr gültig. Den neuen Code bekommt nur die neue Inhaberin oder der neue Inhaber, per E-Mail; Ihre Buchung zeigt ihn nicht.`,
      'Wenn das ein Versehen war, wenden Sie sich bitte an den Veranstalter.',
    ),
  };
}

/** How to give back tickets of an event that is not any more as it was booked. */
function giveBackIfUnsuitable({ held, hasBegun }: Told): string | false {
  if (hasBegun) return false;
  const them = held === 1 ? 'Ihr Ticket' : 'Ihre Tickets';
  return `Wenn Ihnen das nicht passt, können Sie ${them} auf der Seite Ihrer Buchung zurückgeben, bis die Veranstaltung beginnt.`;
}

function eventChanged(told: Told): NoticeText {
  const { held, waitsFor } = told;
  const isOffered = told.expiresAt !== '';
  return {
    subject: `Geändert: ${named(told)}`,
    title: 'Die Veranstaltung hat sich geändert',
    paragraphs: paragraphs(
      `Der Veranstalter hat ${named(told)} geändert. Bitte prüfen Sie unten, wann und wo sie jetzt stattfindet.`,
      ...told.changes,
      isOffered &&
        `${tickets(held)} ${held === 1 ? 'ist' : 'sind'} noch für Sie reserviert, bis ${told.expiresAt}. Bitte nehmen Sie bis dahin an oder lehnen Sie ab.`,
      held > 0 && !isOffered && `${held === 1 ? 'Ihr Ticket bleibt' : 'Ihre Tickets bleiben'} gültig.`,
      held > 0 && !isOffered && giveBackIfUnsuitable(told),
      waitsFor > 0 && 'Sie behalten Ihren Platz auf der Warteliste.',
    ),
    ...(isOffered && { button: 'Annehmen oder ablehnen' }),
  };
}

/** What can be said of a waiter's chances without a promise. */
function chances({ waitsFor, position, promotions, isPaused, makesOffers, drawnAt }: Told): string | false {
  if (waitsFor === 0) return false;
  if (drawnAt !== '')
    return `Sie nehmen mit ${tickets(waitsFor)} an der Verlosung teil. Die Reihenfolge wird ausgelost: ${drawnAt}.`;
  const given = makesOffers ? 'angeboten oder vergeben' : 'vergeben';
  const since = 'Seit zum ersten Mal keine Tickets mehr frei waren, wurden';
  return [
    `Sie stehen auf der Warteliste für ${tickets(waitsFor)}.`,
    position !== undefined && `Als diese E-Mail geschrieben wurde, waren Sie an Stelle ${position}.`,
    promotions === 0 && `${since} keine ${given}.`,
    promotions !== undefined &&
      promotions > 0 &&
      `${since} ${promotions === 1 ? 'einmal' : `${promotions}-mal`} welche ${given}.`,
    isPaused
      ? 'Zurzeit bekommt niemand auf der Warteliste Tickets.'
      : 'Sie bekommen Tickets, wenn genug andere ihre zurückgeben oder wenn weitere dazukommen. Versprechen kann das niemand.',
  ]
    .filter(Boolean)
    .join(' ');
}

function announcement(told: Told): NoticeText {
  const { announced, held, expiresAt } = told;
  const isOffered = expiresAt !== '';
  return {
    subject: `${announced} (${named(told)})`,
    title: announced,
    written: `Der Veranstalter von ${named(told)} schreibt:`,
    paragraphs: paragraphs(
      isOffered &&
        `${tickets(held)} ${held === 1 ? 'ist' : 'sind'} für Sie reserviert, bis ${expiresAt}. Bitte nehmen Sie bis dahin an oder lehnen Sie ab.`,
      chances(told),
    ),
    ...(isOffered && { button: 'Annehmen oder ablehnen' }),
  };
}

export const de: Texts = {
  locale: 'de',
  greeting: (name) => (name === undefined ? 'Guten Tag,' : `Guten Tag ${name},`),
  labels: {
    event: 'Veranstaltung',
    when: 'Wann',
    until: 'Bis',
    where: 'Wo',
    address: 'Adresse',
    link: 'Link',
    tickets: 'Tickets',
    booking: 'Buchung',
    reason: 'Grund',
    page: 'Buchung anzeigen',
    notStated: 'keine Angabe',
  },
  footer: (brand, answersReplies, because) =>
    `${brand} schickt Ihnen diese E-Mail wegen ${because === 'booking' ? 'Ihrer Buchung' : 'eines Tickets, das auf Sie übertragen wurde'}. ${answersReplies ? 'Wenn Sie eine Frage haben, antworten Sie auf diese E-Mail.' : 'Bitte antworten Sie nicht auf diese E-Mail: Niemand liest die Antworten.'}`,
  unsubscribe: {
    text: 'Sie möchten nicht lesen, was dieser Veranstalter schreibt? E-Mails zu Ihrer Buchung selbst bekommen Sie weiterhin.',
    label: 'Abbestellen',
  },
  notices: {
    booked: (told) => ({
      subject: `${told.quantity === 1 ? 'Ihr Ticket' : 'Ihre Tickets'} für ${named(told)}`,
      title: 'Ihre Buchung ist bestätigt',
      paragraphs: paragraphs(
        `Sie haben ${tickets(told.quantity)} für ${named(told)}.`,
        codes(told),
        giveBack(told),
      ),
      button: SHOW_TICKETS,
    }),
    'tickets-added': ticketsAdded,
    waitlisted,
    'part-granted': partGranted,
    promoted,
    offered,
    passed,
    'offer-reminder': reminded,
    'offer-accepted': (told) => ({
      subject: `${told.quantity === 1 ? 'Ihr Ticket' : 'Ihre Tickets'} für ${named(told)}`,
      title: 'Sie haben das Angebot angenommen',
      paragraphs: paragraphs(
        `Sie haben das Angebot angenommen. Sie haben jetzt ${tickets(told.held)} für ${named(told)}.`,
        codes(told),
        giveBack(told),
      ),
      button: SHOW_TICKETS,
    }),
    'offer-declined': (told) => ({
      subject: `Sie haben ${tickets(told.quantity)} für ${named(told)} abgelehnt`,
      title: 'Sie haben das Angebot abgelehnt',
      paragraphs: [
        `Sie haben das Angebot über ${tickets(told.quantity)} für ${named(told)} abgelehnt. ${remainder(told)}`,
        NOTHING_TO_DO,
      ],
    }),
    'offer-ended': offerEnded,
    'offer-lapsed': offerLapsed,
    'wait-ended': waitEnded,
    cancelled,
    link: (told) => ({
      subject: `Ihre Buchung für ${named(told)}`,
      title: 'Der Link zu Ihrer Buchung',
      paragraphs: [
        `Jemand hat nach dem Link zu Ihrer Buchung für ${named(told)} gefragt, wahrscheinlich Sie selbst. Hier ist er: Damit sehen Sie Ihre Buchung und können sie ändern.`,
        'Bitte geben Sie den Link nicht weiter: Wer ihn hat, kann Ihre Buchung nutzen und stornieren. Wenn Sie nicht danach gefragt haben, müssen Sie nichts tun.',
      ],
    }),
    'ticket-received': ticketReceived,
    'ticket-transferred': ticketTransferred,
    'event-changed': eventChanged,
    announcement,
    'event-cancelled': (told) => ({
      subject: `Abgesagt: ${named(told)}`,
      title: 'Die Veranstaltung ist abgesagt',
      paragraphs: [
        `Der Veranstalter hat ${named(told)} abgesagt. Die Veranstaltung findet nicht statt.`,
        told.onlyWaited
          ? `Sie stehen nicht mehr auf der Warteliste für ${tickets(told.quantity)}. ${NOTHING_TO_DO}`
          : `Ihre Buchung über ${tickets(told.quantity)} ist beendet, und ${told.quantity === 1 ? 'das Ticket ist' : 'die Tickets sind'} nicht mehr gültig. ${NOTHING_TO_DO}`,
      ],
    }),
  },
  toHolders,
};
