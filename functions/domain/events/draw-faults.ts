/** Checks an event with a draw against the clock: what the draw needs, and what may change no more. Pure rules. */
import { isDrawing } from '../model/draw.ts';
import type { Event } from '../model/event.ts';
import { DRAW_FIXED_MS } from '../model/limits.ts';
import type { EventFault } from '../model/sale-terms.ts';

/** The faults of an event that is created or published at `now` (ms). The opening of a draft can still be moved. */
export function openingFaults({ draw, isDraft, salesOpenAt, waitlist }: Event, now: number): EventFault[] {
  if (draw === undefined) return [];
  const isLate = !isDraft && Date.parse(salesOpenAt) <= now;
  return [
    ...(isLate ? [fault('salesOpenAt', 'must be in the future, because the event has a draw')] : []),
    ...(waitlist.enabled
      ? []
      : [fault('waitlist/enabled', 'must be true, because the draw is of the waitlist')]),
  ];
}

/** The faults of a change at `now` (ms): the draw is by one opening of sales, and of one waitlist. */
export function changeFaults(before: Event, after: Event, now: number): EventFault[] {
  if (before.draw === undefined) return [];
  const paused = !after.waitlist.enabled && (after.isDraft === true || isDrawing(after, now));
  const hasOpened = !before.isDraft && Date.parse(before.salesOpenAt) <= now;
  // Whoever asked for more tickets than are left would be out of the draw for good.
  const isCut = after.capacity < before.capacity && hasOpened && isDrawing(before, now);
  return [
    ...movedOpening(before, after, now),
    ...(paused ? [fault('waitlist/enabled', 'must be true until the draw')] : []),
    ...(isCut ? [fault('capacity', 'cannot be lowered between the opening of sales and the draw')] : []),
  ];
}

function movedOpening(before: Event, after: Event, now: number): EventFault[] {
  // An opening that is stated no more is a fault of the event itself.
  if (before.salesOpenAt === after.salesOpenAt || after.stated.salesOpenAt === undefined) return [];
  if (!before.isDraft && now > Date.parse(before.salesOpenAt) - DRAW_FIXED_MS)
    return [
      fault('salesOpenAt', 'cannot change from a minute before sales open, because the event has a draw'),
    ];
  return Date.parse(after.salesOpenAt) > now + DRAW_FIXED_MS
    ? []
    : [fault('salesOpenAt', 'must be more than a minute ahead, because the event has a draw')];
}

function fault(field: EventFault['field'], detail: string): EventFault {
  return { field, detail };
}
