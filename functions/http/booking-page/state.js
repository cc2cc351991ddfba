/** Says in plain words what a booking is, and what may be done with it. Pure. */

/** The code is a class of the style sheet, too. */
export function kindOf(booking, event) {
  if (booking.status === 'cancelled') return 'cancelled';
  if (event.cancelledAt !== undefined) return 'event-cancelled';
  return booking.status;
}

/** Whether the booking may change soon without an act of the visitor. */
export function isUnsettled(booking, event) {
  const kind = kindOf(booking, event);
  return kind === 'waitlisted' || kind === 'offered';
}

/** @returns the tickets that the booking still waits for. */
export function waitsFor({ status, quantity, granted = 0 }) {
  return status === 'waitlisted' ? quantity - granted : 0;
}

/** @returns the tickets that can be given back: those that nobody has used, until the event begins. */
export function returnable(booking, event, now) {
  if (kindOf(booking, event) !== 'confirmed' || Date.parse(event.startsAt) <= now) return 0;
  return booking.quantity - usedTickets(booking);
}

export function usedTickets({ tickets = [] }) {
  return tickets.filter(({ checkedInAt }) => checkedInAt).length;
}

/** @returns the title of the state and its explanation, a list of paragraphs. */
export function describe(booking, event, texts) {
  switch (kindOf(booking, event)) {
    case 'confirmed':
      return {
        title: texts.confirmed(booking.quantity),
        paragraphs: [texts.confirmedNext],
      };
    case 'waitlisted':
      return describeWait(booking, event, texts);
    case 'offered':
      return {
        title: texts.offered(booking.quantity),
        paragraphs: [
          texts.offeredUntil(texts.time(booking.offerExpiresAt)),
          texts.ifUnanswered(booking.quantity)[booking.ifUnanswered ?? 'ends'],
        ],
      };
    case 'event-cancelled':
      return { title: texts.eventCancelled, paragraphs: [texts.bookingEndsSoon] };
    default:
      return describeEnd(booking, event, texts);
  }
}

function describeWait(booking, { waitlist = {} }, texts) {
  const { position, granted = 0, passedAt, drawnAt } = booking;
  const rest = waitsFor(booking);
  if (drawnAt !== undefined)
    return { title: texts.inDraw, paragraphs: [texts.takesPart(rest), texts.drawnAt(texts.time(drawnAt))] };
  return {
    title: granted > 0 ? texts.partGranted(granted, booking.quantity) : texts.waitlisted,
    position,
    paragraphs: [
      granted > 0 ? texts.waitsForRest(rest) : texts.waitsFor(rest),
      waitlist.enabled === false
        ? texts.paused
        : waitlist.offerTtlSeconds === undefined
          ? texts.comesByItself
          : texts.comesAsOffer,
      ...(passedAt === undefined ? [] : [texts.passed]),
    ],
  };
}

function describeEnd({ endedBecause, cancelReason }, { name }, texts) {
  const why = texts.ended[endedBecause] ?? texts.endedSomehow;
  return { title: why.title, paragraphs: [why.text(name)], reason: cancelReason };
}
