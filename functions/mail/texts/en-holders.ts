/** The notices in English to holders of transferred tickets. */
import { named } from './en-words.ts';
import type { NoticeText, Texts, Told } from './texts.ts';

export function ticketReceived(told: Told): NoticeText {
  return {
    subject: `A ticket for ${named(told)} is now yours`,
    title: 'You received a ticket',
    paragraphs: [
      `A ticket for ${named(told)} was transferred to you. The code that it had before is no longer valid.`,
      'Your ticket has a code of its own, which you show at the entrance. It is in this email and in the attached PDF. Please keep this email: the code is shown nowhere else.',
      'If you did not expect a ticket, you can ignore this email.',
    ],
  };
}

export const toHolders: Texts['toHolders'] = {
  cancelled: (told) => ({
    subject: `Your ticket for ${named(told)} was cancelled`,
    title: 'Your ticket was cancelled',
    paragraphs: [
      `Ticket ${told.ticket} for ${named(told)}, which was transferred to you, was cancelled by ${told.isByOrganizer ? 'the organizer' : 'the person who booked it'}. Its code is no longer valid, and you are not admitted with it.`,
      'If you have a question about this, please ask the person from whom you have the ticket.',
    ],
  }),
  'event-cancelled': (told) => ({
    subject: `Cancelled: ${named(told)}`,
    title: 'The event is cancelled',
    paragraphs: [
      `The organizer cancelled ${named(told)}. The event does not take place.`,
      `Ticket ${told.ticket}, which was transferred to you, is no longer valid. You do not need to do anything.`,
    ],
  }),
  'event-changed': (told) => ({
    subject: `Changed: ${named(told)}`,
    title: 'The event has changed',
    paragraphs: [
      `The organizer changed ${named(told)}. Please check below when and where it takes place now.`,
      ...told.changes,
      `Ticket ${told.ticket}, which was transferred to you, stays valid.`,
    ],
  }),
};
