/** What the notices in German say of offers that nobody answers, and of bookings that others may pass. */
import { named, tickets } from './de-words.ts';
import type { NoticeText, Told } from './texts.ts';

/** What follows if nobody answers the offer. */
export function ifUnanswered({ ifUnanswered: rule, quantity }: Told): string {
  const them = quantity === 1 ? 'das Ticket' : 'die Tickets';
  switch (rule) {
    case 'keeps-place':
      return 'Wenn Sie nicht rechtzeitig antworten, endet dieses Angebot. Sie behalten dann Ihren Platz auf der Warteliste, und ein weiteres Angebot folgt.';
    case 'moves-to-end':
      return `Wenn Sie nicht rechtzeitig antworten, endet dieses Angebot, Sie rücken an das Ende der Warteliste, und jemand anderes kann ${them} bekommen.`;
    case undefined:
      return `Wenn Sie nicht rechtzeitig antworten, endet Ihre Buchung, und jemand anderes kann ${them} bekommen.`;
  }
}

export function offerLapsed(told: Told): NoticeText {
  const missed = `Sie haben das Angebot über ${tickets(told.quantity)} für ${named(told)} nicht rechtzeitig angenommen.`;
  const leave =
    'Wenn Sie keine mehr möchten, verlassen Sie bitte die Warteliste auf der Seite Ihrer Buchung.';
  if (told.ifUnanswered === 'moves-to-end') {
    return {
      subject: `Sie stehen jetzt am Ende der Warteliste für ${named(told)}`,
      title: 'Sie stehen jetzt am Ende der Warteliste',
      paragraphs: [
        `${missed} Es war das zweite. Sie stehen jetzt am Ende der Warteliste, hinter allen, die auf ihr standen.`,
        `Sie warten weiter auf ${tickets(told.waitsFor)}. ${leave}`,
      ],
    };
  }
  return {
    subject: `Sie haben ein Angebot für ${named(told)} verpasst`,
    title: 'Sie behalten Ihren Platz auf der Warteliste',
    paragraphs: [
      `${missed} Sie behalten Ihren Platz auf der Warteliste, und ein weiteres Angebot folgt, sobald es Tickets für Sie gibt.`,
      `Bitte antworten Sie darauf rechtzeitig. ${leave}`,
    ],
  };
}

export function passed(told: Told): NoticeText {
  const { waitsFor } = told;
  return {
    subject: `Andere können Tickets für ${named(told)} vor Ihnen bekommen`,
    title: 'Sie stehen weiter auf der Warteliste',
    paragraphs: [
      `Sie warten auf ${tickets(waitsFor)} für ${named(told)}. So lange, wie es der Veranstalter vorsieht, wurden Tickets, die für Sie zu wenige waren, für Sie frei gehalten. Ab jetzt können Leute, die weniger Tickets wollen als Sie, zuerst welche bekommen.`,
      `Sie behalten Ihren Platz auf der Warteliste: Sobald ${tickets(waitsFor)} frei sind, bekommen Sie sie. Wenn Ihnen weniger reichen, geben Sie die übrigen auf der Seite Ihrer Buchung auf.`,
    ],
  };
}
