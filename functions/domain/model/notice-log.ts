/** What was done about the notices of a booking. */
import type { NoticeName } from './notice.ts';

/**
 * `sent`: accepted by the mail service. `rejected`: the mail service will never accept it. `overtaken`: a later
 * notice made it pointless. `too-late`: it could not be sent within `NOTICE_AGE_LIMIT_MS`. `over-limit`: its
 * address had got the most of a day. `suppressed`: mail to its address bounced, or its owner complained.
 * `no-address`: nobody's address is known. `unsubscribed`: the address wants no announcements of the organizer.
 */
export const NOTICE_OUTCOMES = [
  'sent',
  'rejected',
  'overtaken',
  'too-late',
  'over-limit',
  'suppressed',
  'no-address',
  'unsubscribed',
] as const;

export type NoticeOutcome = (typeof NOTICE_OUTCOMES)[number];

/** The outcome of a notice. `at`: when it was decided, ms. */
export type NoticeRecord = NoticeName & { at: number; outcome: NoticeOutcome };

/**
 * `handledEntries`: the length of the history whose notices are settled. `failures`: attempts at the next notice
 * that failed. `nextAttemptAt`: nobody sends before this instant, ms, because an attempt is under way or failed.
 * `nextLookAt`: a reminder is due at this instant, or the notice of a place in the waitlist, ms. `claimedBy`: the attempt that is
 * under way. `isAwaited`: something is left after it, and nobody but its sender or the sweep will look.
 */
export type NoticeLog = {
  handledEntries: number;
  failures: number;
  nextAttemptAt?: number;
  nextLookAt?: number;
  claimedBy?: string;
  isAwaited?: true;
  /** Why mail about the booking does not reach its customer, if the mail service reported it. */
  undeliverable?: 'bounced' | 'complained';
  /** The transferred tickets whose holders mail does not reach, if the mail service reported it. */
  undeliverableTickets?: number[];
  /**
   * An announcement or a change of the event could not be told when it was the booking's turn, so the sender has to look
   * for both.
   */
  owesEventNotices?: true;
  records: NoticeRecord[];
};

export const EMPTY_LOG: NoticeLog = { handledEntries: 0, failures: 0, records: [] };
