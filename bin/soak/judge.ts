/**
 * Compares the records of the clients of a soak with the bookings that are stored once the service is
 * settled. Pure functions: no processes, no clock, no calls of the service.
 */
import type {
  Act,
  EventRecord,
  Outcome,
  StoredBooking,
  StoredEvent,
  StoredHistoryEntry,
  Wish,
} from './records.ts';

/** `wish` is the client's record and `stored` the booking, if the violation concerns one. */
export type Violation = { guarantee: string; says: string; wish?: Wish; stored?: StoredBooking };

/** @returns the violations of a settled event; empty if every acknowledged request had its one effect. */
export function judgeEvent(record: EventRecord, stored: StoredEvent): Violation[] {
  const byId = new Map(stored.bookings.map((booking) => [booking.id, booking]));
  return [
    ...record.oddAnswers.map((says) => ({ guarantee: 'HonestAnswer', says })),
    ...judgeCapacity(record, stored),
    ...record.wishes.flatMap((wish) => judgeWish(wish, byId.get(wish.bookingId))),
    ...judgeStrangers(record, stored),
    ...judgeTickets(record, stored),
    ...judgeEnds(record, stored),
    ...judgeSettled(stored),
  ];
}

function judgeCapacity({ capacity, maybeCapacity }: EventRecord, stored: StoredEvent): Violation[] {
  if ([capacity, ...maybeCapacity].includes(stored.capacity)) return [];
  return [
    { guarantee: 'Durable', says: `capacity ${capacity} was acknowledged, ${stored.capacity} is stored` },
  ];
}

/** History entries that reduce a booking's quantity, of tickets or in the waitlist. */
const ENDS = ['cancelled', 'left', 'declined', 'expired', 'event-cancelled'];
/** History entries by which a booking gets tickets; every booking with tickets has one of them. */
const GIVES = ['booked', 'promoted', 'accepted', 'answered-at-once'];

function judgeWish(wish: Wish, stored: StoredBooking | undefined): Violation[] {
  const violations: Violation[] = [];
  const broken = (guarantee: string, says: string) =>
    violations.push({ guarantee, says, wish, ...(stored && { stored }) });

  if (wish.onSoldOut === 'reject' && wish.answers.some(({ status }) => status !== 201))
    broken('HonestAnswer', 'a request with onSoldOut "reject" was answered "waitlisted"');
  if (wish.answers.some(({ id }) => id !== wish.bookingId))
    broken('OneEffect', 'one Idempotency-Key made two bookings');
  if (new Set(wish.answers.map(({ status, quantity }) => `${status} ${quantity}`)).size > 1)
    broken('OneEffect', 'a repeated request got another answer than the first one');

  if (stored === undefined) {
    if (wish.outcome === 'acknowledged') broken('Durable', 'an acknowledged booking is lost');
    return violations;
  }
  const has = (...kinds: string[]) => stored.history.some(({ what }) => kinds.includes(what));
  const sum = (...kinds: string[]) =>
    stored.history.reduce(
      (total, historyEntry) => total + (kinds.includes(historyEntry.what) ? (historyEntry.quantity ?? 0) : 0),
      0,
    );

  if (wish.outcome === 'refused') broken('OneEffect', 'a rejected request made a booking');
  if (stored.history[0]?.quantity !== wish.quantity || stored.customerId !== wish.customerId)
    broken('OneEffect', 'the stored booking differs from the request');
  if (stored.quantity !== wish.quantity - sum(...ENDS))
    broken('OneEffect', 'its history does not add up to its quantity');
  if ((stored.status === 'cancelled') !== (stored.quantity === 0))
    broken('OneEffect', 'its status contradicts its quantity');

  for (const says of waitAgainst(wish, stored)) broken(says.guarantee, says.text);
  const [first] = wish.answers;
  const isPromised = has('booked', 'answered-at-once') || (wish.onSoldOut === 'reject' && has('promoted'));
  if (first?.status === 201 && !isPromised)
    broken('Durable', 'tickets were acknowledged, but the booking is waitlisted');
  if (first?.status === 202 && !has('joined'))
    broken('Durable', 'a place in the waitlist was acknowledged, but is not stored');
  if (wish.sawConfirmed && !has(...GIVES))
    broken('Durable', 'it was shown as confirmed, but never got tickets');
  for (const says of actsAgainst(wish, stored)) broken(says.guarantee, says.text);
  return violations;
}

type Said = { guarantee: string; text: string };

/**
 * Checks `onSoldOut`. A request with `reject` gets all its tickets or leaves no booking, even if a kill
 * interrupted it after it had joined the waitlist: the sweep then finds its entry.
 */
function waitAgainst({ onSoldOut }: Wish, { history }: StoredBooking): Said[] {
  const [first] = history;
  const has = (...kinds: string[]) => history.some(({ what }) => kinds.includes(what));
  const extra = (text: string) => ({ guarantee: 'OneEffect', text });
  const mustLeave = first?.what === 'joined' && first.leavesUnserved === true;
  if (onSoldOut === 'waitlist')
    return mustLeave ? [extra('a request with onSoldOut "waitlist" was not allowed to wait')] : [];
  return [
    ...(first?.what === 'joined' && !mustLeave
      ? [extra('a request with onSoldOut "reject" joined the waitlist to stay')]
      : []),
    ...(has('booked', 'promoted')
      ? []
      : [extra('a request with onSoldOut "reject" left a booking unserved')]),
    ...(has('granted', 'offered')
      ? [extra('a request with onSoldOut "reject" got an offer or only a part of its tickets')]
      : []),
  ];
}

/** Compares what a client did with a booking, its acts, with the history of the booking. */
function actsAgainst({ acts, customerId }: Wish, { history, status }: StoredBooking): Said[] {
  const said: Said[] = [];
  const lost = (text: string) => said.push({ guarantee: 'Durable', text });
  const extra = (text: string) => said.push({ guarantee: 'OneEffect', text });
  const count = (what: string) => history.filter((historyEntry) => historyEntry.what === what).length;

  for (const [act, historyEntry] of [
    ['accept', 'accepted'],
    ['decline', 'declined'],
  ] as const) {
    const outcomes = acts.filter(({ what }) => what === act).map(({ outcome }) => outcome);
    if (outcomes.includes('acknowledged') && count(historyEntry) === 0)
      lost(`an acknowledged ${act} is lost`);
    if (!outcomes.some(mayHaveHappened) && count(historyEntry) > 0)
      extra(`it was ${historyEntry} without a request`);
    if (count(historyEntry) > 1) extra(`it was ${historyEntry} twice`);
  }
  if (acts.some((act) => act.what === 'accept' && act.outcome === 'acknowledged') && count('expired') > 0)
    lost('an accepted offer expired');
  if (count('event-cancelled') > 0) extra('it was cancelled with its event, but the event was not cancelled');
  if (
    history.some(({ what, by }) => /^(cancelled|left)$/.test(what) && by !== customerId && by !== undefined)
  )
    extra('another account cancelled it');

  const cancels = acts.filter((act) => act.what === 'cancel');
  const certain = cancels.filter((act) => act.outcome === 'acknowledged');
  const possible = cancels.filter((act) => mayHaveHappened(act.outcome));
  const parts = (list: typeof cancels) => list.reduce((total, act) => total + (act.quantity ?? 0), 0);
  const givenUp = history
    .filter(({ what, by }) => /^(cancelled|left)$/.test(what) && by === customerId)
    .reduce((total, historyEntry) => total + (historyEntry.quantity ?? 0), 0);
  const isAll = (act: Act) => act.what === 'cancel' && act.quantity === undefined;
  if (certain.some(isAll) && status !== 'cancelled') lost('an acknowledged cancellation is lost');
  if (givenUp < parts(certain))
    lost(`the cancellation of ${parts(certain)} tickets was acknowledged, ${givenUp} are cancelled`);
  if (givenUp > parts(possible) && !possible.some(isAll))
    extra(`${givenUp} tickets are cancelled, the cancellation of ${parts(possible)} was requested`);

  const scanned = history.filter(({ what }) => what === 'checked-in');
  for (const { ticket } of scanned) {
    const mine = acts.filter((act) => act.what === 'check-in' && act.ticket === ticket);
    if (!mine.some(({ outcome }) => mayHaveHappened(outcome)))
      extra(`ticket ${ticket} was checked in without a request`);
    if (scanned.filter((historyEntry) => historyEntry.ticket === ticket).length > 1)
      extra(`ticket ${ticket} was checked in twice`);
  }
  for (const act of acts) {
    if (act.what !== 'check-in' || act.outcome !== 'acknowledged') continue;
    if (!scanned.some(({ ticket }) => ticket === act.ticket))
      lost(`the check-in of ticket ${act.ticket} is lost`);
  }
  return said;
}

const mayHaveHappened = (outcome: Outcome) => outcome !== 'refused';

/** Finds bookings that are listed twice, and bookings that no recorded request made. */
function judgeStrangers({ wishes }: EventRecord, { bookings }: StoredEvent): Violation[] {
  const asked = new Set(wishes.map(({ bookingId }) => bookingId));
  const customers = new Set(wishes.map(({ customerId }) => customerId));
  const seen = new Set<string>();
  return bookings.flatMap((stored): Violation[] => {
    const isTwice = seen.has(stored.id);
    seen.add(stored.id);
    if (isTwice) return [{ guarantee: 'OneEffect', says: 'a booking is listed twice', stored }];
    if (asked.has(stored.id)) return [];
    const says = customers.has(stored.customerId)
      ? 'a customer has a booking without a request'
      : 'a booking of an unknown customer is stored';
    return [{ guarantee: 'OneEffect', says, stored }];
  });
}

/** Counts the tickets from the bookings alone, and finds waiters whom the free tickets could serve. */
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
  const says = `it is waitlisted while ${free} tickets are free`;
  if (waiting.length > 0) return servable.map((stored) => ({ guarantee: 'NoLostTicket', says, stored }));
  if (available === free) return [];
  return [
    { guarantee: 'NoLostTicket', says: `${free} tickets are free, ${available} are shown as available` },
  ];
}

/** Waitlisted bookings may end only when sales close, and then must; offers also when they expire. */
function judgeEnds({ salesCloseAt }: EventRecord, { bookings }: StoredEvent): Violation[] {
  const mayEnd = ({ because, at }: StoredHistoryEntry, history: StoredHistoryEntry[]) =>
    because === undefined
      ? history.some(({ what }) => what === 'offered')
      : because === 'sales-closed' && salesCloseAt !== undefined && at >= salesCloseAt;
  return bookings.flatMap((stored) => {
    const { status, history } = stored;
    const ends = history.filter(({ what }) => what === 'expired');
    const broken = (says: string) => ({ guarantee: 'OnTime', says, stored });
    return [
      ...(ends.every((end) => mayEnd(end, history))
        ? []
        : [broken('its place in the waitlist or its offer ended too soon')]),
      ...(status === 'waitlisted' && salesCloseAt !== undefined
        ? [broken('it is waitlisted after sales have closed')]
        : []),
    ];
  });
}

function judgeSettled({ bookings, findings, messages, deadLetters }: StoredEvent): Violation[] {
  const offered = bookings.filter(({ status }) => status === 'offered');
  const broken = findings.filter(({ holds }) => holds === false);
  return [
    ...offered.map((stored) => ({
      guarantee: 'OnTime',
      says: 'an offer is open long after it expired',
      stored,
    })),
    ...broken.map(({ guarantee, evidence, offenders }) => ({
      guarantee,
      says: `the audit found: ${evidence} [${offenders.join(', ')}]`,
    })),
    ...(findings.length === 0 ? [{ guarantee: 'Proved', says: 'the audit did not finish' }] : []),
    ...(messages > 0 ? [{ guarantee: 'NoLostTicket', says: `${messages} messages are still queued` }] : []),
    ...(deadLetters > 0 ? [{ guarantee: 'NoLostTicket', says: `${deadLetters} dead letters` }] : []),
  ];
}
