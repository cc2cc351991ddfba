/**
 * What a language must provide: a text for each kind of notice, and the words around it. The compiler
 * requires every kind in every language. Texts are plain; `render-notice` escapes them.
 */
import type { EndReason, IfUnanswered } from '../../domain/model/booking.ts';
import type { KindToHolders, NoticeKind } from '../../domain/model/notice.ts';

/**
 * What a text may mention. `event`: its name, shortened. `quantity`, `held`, `waitsFor`: see `Notice`.
 * `expiresAt`: when the offer ends, as text in the time zone of the venue; empty for other kinds.
 * `ifUnanswered`: see `Notice`.
 * `onlyWaited`: the tickets were only waited for, never held. `makesOffers`: the event offers tickets to
 * waiters instead of confirming them. `hasCodes`: the ticket codes are in the mail. `hasBegun`: the event had begun.
 * `ticket`: the number of a transferred ticket before, or of the ticket of the holder who is told. `newHolder`: the name of the person who has it now; undefined if
 * it is unknown or cannot be repeated in a mail. `voided`: the numbers of the tickets that were cancelled, if only a part
 * was. `changes`: a line for each changed field of the event, with the old and the new value. `announced`: the subject of
 * an announcement. `position`, `promotions`: see `Chances`. `isPaused`: nobody on the waitlist gets tickets at the moment.
 * `drawnAt`: when the positions of a draw are known, as text; empty if it was over, or there is none.
 */
export type Told = {
  event: string;
  quantity: number;
  held: number;
  waitsFor: number;
  expiresAt: string;
  ifUnanswered: IfUnanswered | undefined;
  because: EndReason | undefined;
  isByOrganizer: boolean;
  onlyWaited: boolean;
  makesOffers: boolean;
  hasCodes: boolean;
  hasBegun: boolean;
  voided: number[];
  ticket: number | undefined;
  newHolder: string | undefined;
  changes: string[];
  announced: string;
  position: number | undefined;
  promotions: number | undefined;
  isPaused: boolean;
  drawnAt: string;
};

/**
 * `button`: the label of the link to the booking's page, if the notice asks for an act or shows tickets. `written`: what
 * to say above the text of an announcement, which comes before the paragraphs.
 */
export type NoticeText = {
  subject: string;
  title: string;
  paragraphs: string[];
  button?: string;
  written?: string;
};

/** `locale`: for dates. `greeting` has no name if the name is unknown or cannot be repeated in a mail. */
export type Texts = {
  locale: string;
  notices: Record<NoticeKind, (told: Told) => NoticeText>;
  /** What the holder of a transferred ticket is told instead. They know of one ticket alone, and not who booked it. */
  toHolders: Record<KindToHolders, (told: Told) => NoticeText>;
  greeting: (name: string | undefined) => string;
  labels: {
    event: string;
    when: string;
    until: string;
    where: string;
    address: string;
    link: string;
    tickets: string;
    booking: string;
    reason: string;
    page: string;
    notStated: string;
  };
  /** `because`: what the recipient has to do with: a booking, or a ticket that they received. */
  footer: (brand: string, answersReplies: boolean, because: 'booking' | 'ticket') => string;
  /** How to get no further announcements of the organizer: a sentence, and the label of the link after it. */
  unsubscribe: { text: string; label: string };
};

/** @returns the paragraphs without those that do not apply. */
export function paragraphs(...texts: (string | false)[]): string[] {
  return texts.filter((text) => text !== false);
}
