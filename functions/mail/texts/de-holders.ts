/** The notices in German to holders of transferred tickets. */
import { named } from './de-words.ts';
import type { NoticeText, Texts, Told } from './texts.ts';

export function ticketReceived(told: Told): NoticeText {
  return {
    subject: `Ein Ticket für ${named(told)} gehört jetzt Ihnen`,
    title: 'Sie haben ein Ticket bekommen',
    paragraphs: [
      `Ein Ticket für ${named(told)} wurde auf Sie übertragen. Sein bisheriger Code ist nicht mehr gültig.`,
      'Ihr Ticket hat einen eigenen Code, den Sie am Einlass zeigen. Er steht in dieser E-Mail und im PDF im Anhang. Bitte heben Sie diese E-Mail auf: Der Code wird sonst nirgends gezeigt.',
      'Wenn Sie kein Ticket erwarten, können Sie diese E-Mail ignorieren.',
    ],
  };
}

export const toHolders: Texts['toHolders'] = {
  cancelled: (told) => ({
    subject: `Ihr Ticket für ${named(told)} wurde storniert`,
    title: 'Ihr Ticket wurde storniert',
    paragraphs: [
      `Ticket ${told.ticket} für ${named(told)}, das auf Sie übertragen wurde, wurde ${told.isByOrganizer ? 'vom Veranstalter storniert' : 'von der Person storniert, die es gebucht hat'}. Sein Code ist nicht mehr gültig; Sie werden damit nicht eingelassen.`,
      'Wenn Sie dazu eine Frage haben, wenden Sie sich bitte an die Person, von der Sie das Ticket haben.',
    ],
  }),
  'event-cancelled': (told) => ({
    subject: `Abgesagt: ${named(told)}`,
    title: 'Die Veranstaltung ist abgesagt',
    paragraphs: [
      `Der Veranstalter hat ${named(told)} abgesagt. Die Veranstaltung findet nicht statt.`,
      `Ticket ${told.ticket}, das auf Sie übertragen wurde, ist nicht mehr gültig. Sie müssen nichts tun.`,
    ],
  }),
  'event-changed': (told) => ({
    subject: `Geändert: ${named(told)}`,
    title: 'Die Veranstaltung hat sich geändert',
    paragraphs: [
      `Der Veranstalter hat ${named(told)} geändert. Bitte prüfen Sie unten, wann und wo sie jetzt stattfindet.`,
      ...told.changes,
      `Ticket ${told.ticket}, das auf Sie übertragen wurde, bleibt gültig.`,
    ],
  }),
};
