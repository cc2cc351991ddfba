/**
 * Holds what the clients of a soak wrote down against what is stored once everything is at rest. Pure: it knows the
 * two, and nothing of processes or of time.
 */
import type { Act, EventRecord, Outcome, StoredBooking, StoredEvent, StoredFact, Wish } from './records.ts';

/** `wish` is the client's record and `stored` the booking, where it is about one. */
export type Violation = { guarantee: string; says: string; wish?: Wish; stored?: StoredBooking };

/** Everything that is wrong with an event at rest; nothing, if all that was acknowledged is true. */
export function judgeEvent(record: EventRecord, stored: StoredEvent): Violation[] {
  const byId = new Map(stored.bookings.map((booking) => [booking.id, booking]));
  return [
    ...record.oddAnswers.map((says) => ({ guarantee: 'HonestAnswer', says })),
    ...judgeCapacity(record, stored),
    ...record.wishes.flatMap((wish) => judgeWish(wish, byId.get(wish.bookingId))),
    ...judgeStrangers(record, stored),
    ...judgeTickets(record, stored),
    ...judgeEnds(record, stored),
    ...judgeRest(stored),
  ];
}

function judgeCapacity({ capacity, maybeCapacity }: EventRecord, stored: StoredEvent): Violation[] {
  if ([capacity, ...maybeCapacity].includes(stored.capacity)) return [];
  return [
    { guarantee: 'Durable', says: `capacity ${capacity} was acknowledged, ${stored.capacity} is stored` },
  ];
}

/** Facts that take tickets, or a place in the line, away from a booking. */
const ENDS = ['cancelled', 'left', 'declined', 'expired', 'event-cancelled'];
/** Facts that somebody with tickets has one of. */
const GIVES = ['booked', 'promoted', 'accepted', 'answered-at-once'];

function judgeWish(wish: Wish, stored: StoredBooking | undefined): Violation[] {
  const violations: Violation[] = [];
  const broken = (guarantee: string, says: string) =>
    violations.push({ guarantee, says, wish, ...(stored && { stored }) });

  if (wish.onSoldOut === 'reject' && wish.answers.some(({ status }) => status !== 201))
    broken('HonestAnswer', 'it would not wait, and was answered with a place in the line');
  if (wish.answers.some(({ id }) => id !== wish.bookingId)) broken('OneEffect', 'one key has two bookings');
  if (new Set(wish.answers.map(({ status, quantity }) => `${status} ${quantity}`)).size > 1)
    broken('OneEffect', 'a repeat was answered otherwise than the first time');

  if (stored === undefined) {
    if (wish.outcome === 'acknowledged') broken('Durable', 'an acknowledged booking is lost');
    return violations;
  }
  const has = (...facts: string[]) => stored.history.some(({ what }) => facts.includes(what));
  const sum = (...facts: string[]) =>
    stored.history.reduce((total, fact) => total + (facts.includes(fact.what) ? (fact.quantity ?? 0) : 0), 0);

  if (wish.outcome === 'refused') broken('OneEffect', 'a refused request made a booking');
  if (stored.history[0]?.quantity !== wish.quantity || stored.customerId !== wish.customerId)
    broken('OneEffect', 'it is not what was asked for');
  if (stored.quantity !== wish.quantity - sum(...ENDS)) broken('OneEffect', 'its quantity is not explained');
  if ((stored.status === 'cancelled') !== (stored.quantity === 0))
    broken('OneEffect', 'its status and its quantity contradict each other');

  for (const says of waitAgainst(wish, stored)) broken(says.guarantee, says.text);
  const [first] = wish.answers;
  const isPromised = has('booked', 'answered-at-once') || (wish.onSoldOut === 'reject' && has('promoted'));
  if (first?.status === 201 && !isPromised)
    broken('Durable', 'tickets were acknowledged and are only waited for');
  if (first?.status === 202 && !has('joined'))
    broken('Durable', 'a place in the line was acknowledged and is not there');
  if (wish.sawConfirmed && !has(...GIVES)) broken('Durable', 'it was shown as confirmed and never was');
  for (const says of actsAgainst(wish, stored)) broken(says.guarantee, says.text);
  return violations;
}

type Said = { guarantee: string; text: string };

/**
 * A request that would not wait is served whole or leaves no booking, even where a kill cut it off in the line: the
 * sweep finds what it left there.
 */
function waitAgainst({ onSoldOut }: Wish, { history }: StoredBooking): Said[] {
  const [first] = history;
  const has = (...facts: string[]) => history.some(({ what }) => facts.includes(what));
  const extra = (text: string) => ({ guarantee: 'OneEffect', text });
  const mustLeave = first?.what === 'joined' && first.leavesUnserved === true;
  if (onSoldOut === 'waitlist') return mustLeave ? [extra('it would have waited, and was not to')] : [];
  return [
    ...(first?.what === 'joined' && !mustLeave ? [extra('it would not wait, and joined to stay')] : []),
    ...(has('booked', 'promoted') ? [] : [extra('it would not wait, and was left unserved')]),
    ...(has('granted', 'offered') ? [extra('it would not wait, and was served otherwise than whole')] : []),
  ];
}

/** What the acts of a client and the history of its booking do not agree on. */
function actsAgainst({ acts, customerId }: Wish, { history, status }: StoredBooking): Said[] {
  const said: Said[] = [];
  const lost = (text: string) => said.push({ guarantee: 'Durable', text });
  const extra = (text: string) => said.push({ guarantee: 'OneEffect', text });
  const count = (what: string) => history.filter((fact) => fact.what === what).length;

  for (const [act, fact] of [
    ['accept', 'accepted'],
    ['decline', 'declined'],
  ] as const) {
    const outcomes = acts.filter(({ what }) => what === act).map(({ outcome }) => outcome);
    if (outcomes.includes('acknowledged') && count(fact) === 0) lost(`an acknowledged ${act} is lost`);
    if (!outcomes.some(mayHaveHappened) && count(fact) > 0) extra(`it is ${fact}, and nobody asked for that`);
    if (count(fact) > 1) extra(`it is ${fact} twice`);
  }
  if (acts.some((act) => act.what === 'accept' && act.outcome === 'acknowledged') && count('expired') > 0)
    lost('an accepted offer ran out');
  if (count('event-cancelled') > 0) extra('it was cancelled with an event that nobody cancelled');
  if (
    history.some(({ what, by }) => /^(cancelled|left)$/.test(what) && by !== customerId && by !== undefined)
  )
    extra('somebody else cancelled it');

  const cancels = acts.filter((act) => act.what === 'cancel');
  const certain = cancels.filter((act) => act.outcome === 'acknowledged');
  const possible = cancels.filter((act) => mayHaveHappened(act.outcome));
  const parts = (list: typeof cancels) => list.reduce((total, act) => total + (act.quantity ?? 0), 0);
  const givenUp = history
    .filter(({ what, by }) => /^(cancelled|left)$/.test(what) && by === customerId)
    .reduce((total, fact) => total + (fact.quantity ?? 0), 0);
  const isAll = (act: Act) => act.what === 'cancel' && act.quantity === undefined;
  if (certain.some(isAll) && status !== 'cancelled') lost('an acknowledged cancellation is lost');
  if (givenUp < parts(certain)) lost(`${parts(certain)} tickets were given up, ${givenUp} are`);
  if (givenUp > parts(possible) && !possible.some(isAll))
    extra(`${givenUp} tickets are given up, ${parts(possible)} were asked for`);

  const scanned = history.filter(({ what }) => what === 'checked-in');
  for (const { ticket } of scanned) {
    const mine = acts.filter((act) => act.what === 'check-in' && act.ticket === ticket);
    if (!mine.some(({ outcome }) => mayHaveHappened(outcome)))
      extra(`ticket ${ticket} is checked in by nobody`);
    if (scanned.filter((fact) => fact.ticket === ticket).length > 1)
      extra(`ticket ${ticket} is checked in twice`);
  }
  for (const act of acts) {
    if (act.what !== 'check-in' || act.outcome !== 'acknowledged') continue;
    if (!scanned.some(({ ticket }) => ticket === act.ticket)) lost(`the check-in of ${act.ticket} is lost`);
  }
  return said;
}

const mayHaveHappened = (outcome: Outcome) => outcome !== 'refused';

/** Bookings that are stored twice, are a second one of a key, or that nobody asked for. */
function judgeStrangers({ wishes }: EventRecord, { bookings }: StoredEvent): Violation[] {
  const asked = new Set(wishes.map(({ bookingId }) => bookingId));
  const customers = new Set(wishes.map(({ customerId }) => customerId));
  const seen = new Set<string>();
  return bookings.flatMap((stored): Violation[] => {
    const isTwice = seen.has(stored.id);
    seen.add(stored.id);
    if (isTwice) return [{ guarantee: 'OneEffect', says: 'a booking is stored twice', stored }];
    if (asked.has(stored.id)) return [];
    const says = customers.has(stored.customerId)
      ? 'a customer has a booking beside those asked for'
      : 'a booking that nobody asked for';
    return [{ guarantee: 'OneEffect', says, stored }];
  });
}

/** Counts the tickets from the bookings alone, and looks for somebody who waits while they are there. */
function judgeTickets(
  { salesCloseAt }: EventRecord,
  { capacity, policy, available, booked, bookings }: StoredEvent,
): Violation[] {
  const held = bookings.reduce((total, { status, quantity, granted }) => {
    return total + (status === 'waitlisted' ? granted : quantity);
  }, 0);
  const free = capacity - held;
  if (free < 0) return [{ guarantee: 'NoOversell', says: `${held} of ${capacity} tickets are held` }];
  if (booked !== held)
    return [{ guarantee: 'NoLostTicket', says: `${held} tickets are held, ${booked} are counted as booked` }];
  if (salesCloseAt !== undefined) return [];

  const waiting = bookings
    .filter(({ status }) => status === 'waitlisted')
    .sort((a, b) => (a.createdAt + a.id < b.createdAt + b.id ? -1 : 1));
  const wanted = ({ quantity, granted }: StoredBooking) =>
    policy === 'accept-fewer' ? 1 : quantity - granted;
  const servable = (policy === 'skip' ? waiting : waiting.slice(0, 1)).filter((one) => wanted(one) <= free);
  const says = `it waits, and ${free} tickets are free`;
  if (waiting.length > 0) return servable.map((stored) => ({ guarantee: 'NoLostTicket', says, stored }));
  if (available === free) return [];
  return [{ guarantee: 'NoLostTicket', says: `${free} tickets are not held, ${available} can be had` }];
}

/** Places in the line and offers end with the sale, and for nothing else but an offer that ran out. */
function judgeEnds({ salesCloseAt }: EventRecord, { bookings }: StoredEvent): Violation[] {
  const mayEnd = ({ because, at }: StoredFact, history: StoredFact[]) =>
    because === undefined
      ? history.some(({ what }) => what === 'offered')
      : because === 'sales-closed' && salesCloseAt !== undefined && at >= salesCloseAt;
  return bookings.flatMap((stored) => {
    const { status, history } = stored;
    const ends = history.filter(({ what }) => what === 'expired');
    const broken = (says: string) => ({ guarantee: 'OnTime', says, stored });
    return [
      ...(ends.every((end) => mayEnd(end, history)) ? [] : [broken('its place or its offer ended too soon')]),
      ...(status === 'waitlisted' && salesCloseAt !== undefined
        ? [broken('it waits, and sales are over')]
        : []),
    ];
  });
}

function judgeRest({ bookings, findings, messages, deadLetters }: StoredEvent): Violation[] {
  const offered = bookings.filter(({ status }) => status === 'offered');
  const broken = findings.filter(({ holds }) => holds === false);
  return [
    ...offered.map((stored) => ({
      guarantee: 'OnTime',
      says: 'an offer is open long after its time',
      stored,
    })),
    ...broken.map(({ guarantee, evidence, offenders }) => ({
      guarantee,
      says: `the audit says: ${evidence} [${offenders.join(', ')}]`,
    })),
    ...(findings.length === 0 ? [{ guarantee: 'Proved', says: 'the audit gave no verdict' }] : []),
    ...(messages > 0 ? [{ guarantee: 'NoLostTicket', says: `${messages} messages are still queued` }] : []),
    ...(deadLetters > 0 ? [{ guarantee: 'NoLostTicket', says: `${deadLetters} dead letters` }] : []),
  ];
}
