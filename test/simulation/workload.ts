/**
 * Plans a run from its seed: one event, its faults, a few customers, and their operations at given instants.
 * A run has only some kinds of operations, so that those meet each other often.
 */
import type { LapsedOffer, WaitlistPolicy } from '../../functions/domain/model/event.ts';
import {
  DRAW_SETTLING_MS,
  DRAW_WINDOW_MIN_SECONDS,
  REQUESTS_PER_SHARD_AND_SECOND,
  SHARDS_NEVER_QUIET_MAX,
} from '../../functions/domain/model/limits.ts';
import { Chance } from './chance.ts';
import { DOOR_EVERY_RUNS, type DoorAction, type DoorKind, isDraftRun, planDoor } from './door/plan.ts';
import { chooseFaults, type Faults } from './faults.ts';
import { FOLLOWED_EVERY_RUNS, type PlannedFollower, planFollowers } from './line/plan.ts';
import type { NoticeFaults } from './notices/faults.ts';
import { typesOfRun } from './ticket-types.ts';

/** What somebody does. `of` is the number of the operation that made the booking. */
export type Action =
  /** `replaces`: the number of the operation that made the booking which leaves for the new one. */
  | { what: 'book'; quantity: number; onSoldOut: 'waitlist' | 'reject'; replaces?: number }
  | { what: 'add'; of: number; quantity: number }
  /** `tickets`: the numbers of those that it names. */
  | { what: 'cancel'; of: number; quantity?: number; tickets?: number[] }
  | { what: 'accept' | 'decline' | 'look'; of: number }
  | { what: 'transfer'; of: number; ticket: number }
  /** By the organizer, at the door; `ticket` is its number in the booking. */
  | { what: 'check-in' | 'undo-check-in'; of: number; ticket: number }
  /** By the organizer, for somebody without an account, also after sales have closed. */
  | { what: 'book-at-door'; quantity: number }
  /** Somebody else tries to read and to cancel the booking. */
  | { what: 'meddle'; of: number }
  | { what: 'change-capacity'; by: number }
  | { what: 'pause-waitlist'; enabled: boolean }
  /** Moves the end of sales to `by` ms after the operation is sent; negative: before it. */
  | { what: 'move-close'; by: number }
  | { what: 'change-limits'; maxPerBooking: number; maxPerCustomer: number }
  | { what: 'change-policy'; policy: 'strict' | 'skip' }
  /** Of the waitlist. */
  | { what: 'change-limit'; limit: number }
  | { what: 'cancel-event' }
  | DoorAction;

/**
 * `number` identifies the operation and makes its Idempotency-Key, if it has one. `at` is in ms after the
 * start. `repeats`: how often it is sent again without an answer or after 503. `isDoubled`: it is sent twice
 * at once.
 */
export type Operation = Action & {
  number: number;
  at: number;
  customer: number;
  hasKey: boolean;
  repeats: number;
  isDoubled: boolean;
};

export type EventSettings = {
  capacity: number;
  maxPerBooking: number;
  maxPerCustomer: number;
  policy: WaitlistPolicy;
  offerTtlSeconds?: number;
  passHeadAfterSeconds?: number;
  lapsedOffer?: LapsedOffer;
  limit?: number;
  limitPerCustomer: number;
  /**
   * If set, the event has a draw with the shortest window, and sales open so many ms after the first operation; negative:
   * before it.
   */
  drawOpensAfter?: number;
  /** The event has ticket types, of which bookings state theirs. */
  hasTypes?: true;
  /** The event has pools, on which its ticket types draw, and no waitlist. */
  hasPools?: true;
  /** If set, the event has more shards than others. */
  peakRequestsPerSecond?: number;
  /** Ms after the start. */
  salesCloseAfter: number;
  isDraft?: true;
};

export type Plan = {
  seed: number;
  event: EventSettings;
  faults: Faults;
  operations: Operation[];
  faultsEndAt: number;
  /** Only if customers are told by mail in the run. */
  notices?: NoticeFaults;
  followers?: PlannedFollower[];
};

/** No customer of a plan has as many bookings. */
const MANY = 100;

const HOURS = 3_600_000;

/** One in so many runs has an event of 128 shards; not more, because reading all of them takes long. */
const WIDE_EVERY_RUNS = 50;
const WIDE = {
  peakRequestsPerSecond: 64 * REQUESTS_PER_SHARD_AND_SECOND + 1,
  salesCloseAfter: 24 * HOURS,
};

/** One in so many runs has an event of 32 shards, whose waitlist can be quiet. */
const QUIET_EVERY_RUNS = 10;
export const CAN_BE_QUIET = {
  peakRequestsPerSecond: SHARDS_NEVER_QUIET_MAX * REQUESTS_PER_SHARD_AND_SECOND + 1,
};

/** One in so many runs has a draw: not by chance, so that the other plans stay what they were. */
const DRAW_EVERY_RUNS = 7;

/** The operations begin before the window, or are around its end, or around the instant at which the positions are known. */
function opensAfter(seed: number, spanMs: number): number {
  const windowMs = DRAW_WINDOW_MIN_SECONDS * 1000;
  const middles = [0, spanMs / 2 - windowMs, spanMs / 2 - windowMs - DRAW_SETTLING_MS];
  return Math.floor(middles[Math.floor(seed / DRAW_EVERY_RUNS) % middles.length] ?? 0);
}

/** Circumstances of a run that are given instead of chosen by chance. */
export type Focus = {
  faults?: Partial<Faults>;
  event?: Partial<EventSettings>;
  spanMs?: number;
  /** Customers are told by mail, with these faults. */
  notices?: NoticeFaults;
  hasFollowers?: true;
  /** The only operations. */
  operations?: Operation[];
  /** The only kinds of operations beside bookings, with their number for every ten bookings. */
  beside?: Partial<Record<Kind, number>>;
  /** The only kinds of operations of the staff. */
  door?: DoorKind[];
};

/** Whether nothing is given but that customers are told. */
const isWithoutFocus = ({ notices: _, ...others }: Focus) => Object.keys(others).length === 0;

export function planRun(seed: number, focus: Focus = {}): Plan {
  const chance = new Chance(seed, 'plan');
  const chosenSpanMs = chance.pick([30, 400, 3_000, 12_000]);
  const spanMs = focus.spanMs ?? chosenSpanMs;
  const policy = chance.pick<WaitlistPolicy>(['strict', 'strict', 'accept-fewer', 'skip']);
  const maxPerBooking = chance.pick([1, 2, 4]);
  const hasOffers = policy !== 'accept-fewer' && chance.happens(0.35);
  const isPlain = isWithoutFocus(focus);
  // Not by chance, so that the plans stay what they were.
  const mayBePassed = seed % 4 === 1 && policy === 'strict' && isPlain;
  const chosen: EventSettings = {
    capacity: chance.pick([1, 2, 3, chance.whole(1, 10)]),
    maxPerBooking,
    maxPerCustomer: maxPerBooking + chance.whole(0, 3),
    policy,
    ...(hasOffers && { offerTtlSeconds: chance.pick([1, 3, 20]) }),
    // Not by chance, so that the plans stay what they were.
    ...(hasOffers && isPlain && seed % 2 === 0 && { lapsedOffer: 'wait-again' as const }),
    ...(chance.happens(0.2) && { limit: chance.whole(1, 6) }),
    // Not by chance, so that the plans stay what they were. A focus is on many bookings of few customers.
    limitPerCustomer: seed % 3 === 0 && isPlain ? 1 : MANY,
    salesCloseAfter: chance.happens(0.12) ? chance.between(0.3, 1.2) * spanMs : 24 * HOURS,
    ...(mayBePassed && { passHeadAfterSeconds: 1 + (seed % 5) }),
    ...(seed % QUIET_EVERY_RUNS === 5 && isPlain && CAN_BE_QUIET),
    ...(seed % WIDE_EVERY_RUNS === 0 && WIDE),
    ...(isPlain && typesOfRun(seed)),
    ...(focus.beside === undefined && isDraftRun(seed) && { isDraft: true }),
    ...focus.event,
  };
  const isDrawn = seed % DRAW_EVERY_RUNS === 3 && isWithoutFocus(focus) && !chosen.hasPools;
  const event = withDraw(chosen, isDrawn ? opensAfter(seed, spanMs) : chosen.drawOpensAfter);
  const faults = { ...chooseFaults(chance), ...focus.faults };
  const chosenOnes = focus.operations ?? chooseOperations(chance, event, spanMs, focus);
  const operations = withOtherLimits(seed, focus, event, withOtherPolicies(seed, focus, event, chosenOnes));
  const mayHaveStaff = focus.beside === undefined && event.drawOpensAfter === undefined;
  const hasStaff = focus.door ?? (mayHaveStaff && seed % DOOR_EVERY_RUNS === DOOR_EVERY_RUNS - 1);
  const { hasFollowers = isPlain && seed % FOLLOWED_EVERY_RUNS === 2 } = focus;
  const ofStaff = hasStaff ? planDoor(seed, event, spanMs, operations, focus.door) : [];
  return {
    seed,
    event,
    faults,
    operations: [...operations, ...ofStaff].sort((a, b) => a.at - b.at),
    faultsEndAt: spanMs + 10_000,
    ...(focus.notices && { notices: focus.notices }),
    ...(hasFollowers && { followers: planFollowers(seed, operations) }),
  };
}

/** A draw is not possible with a limit, or if sales close soon. */
function withDraw({ limit, ...settings }: EventSettings, drawOpensAfter: number | undefined): EventSettings {
  if (drawOpensAfter === undefined) return { ...settings, ...(limit !== undefined && { limit }) };
  return { ...settings, drawOpensAfter, salesCloseAfter: 24 * HOURS };
}

/** The kinds of operations that are chosen here; those of `door/plan.ts` are added to them. */
type Kind = Exclude<
  Action['what'],
  'check-in-booking' | 'hand-in-scans' | 'name-ticket' | 'erase' | 'appoint' | 'remove-member' | 'publish'
>;

/** The probability that a run has a kind of operation: few kinds at a time meet each other often. */
const KIND_IS_THERE = 0.45;

/** The operations of a burst are sent within this time. */
const BURST_MS = 40;

/** The relative frequency of each kind, before some are left out. */
const WEIGHTS: Record<Exclude<Kind, 'change-policy' | 'change-limit'>, number> = {
  book: 10,
  add: 2,
  cancel: 7,
  accept: 3,
  decline: 2,
  look: 1,
  meddle: 0.5,
  'change-capacity': 2,
  'pause-waitlist': 0.6,
  'move-close': 0.5,
  'change-limits': 0.5,
  'book-at-door': 0.7,
  'cancel-event': 0.3,
  transfer: 1,
  'check-in': 2,
  'undo-check-in': 0.7,
};

function chooseOperations(
  chance: Chance,
  event: EventSettings,
  spanMs: number,
  { beside }: Focus,
): Operation[] {
  const isThere = (kind: Kind) => kind === 'book' || chance.happens(KIND_IS_THERE);
  const weights: Partial<Record<Kind, number>> =
    beside === undefined ? WEIGHTS : { ...beside, book: WEIGHTS.book };
  const kinds = (Object.keys(weights) as Kind[]).filter((kind) => beside !== undefined || isThere(kind));
  const total = kinds.reduce((sum, kind) => sum + (weights[kind] ?? 0), 0);
  const chooseKind = (): Kind => {
    let rest = chance.next() * total;
    for (const kind of kinds) {
      rest -= weights[kind] ?? 0;
      if (rest < 0) return kind;
    }
    return 'book';
  };
  const customers = chance.whole(2, 14);
  const rejecting = chance.pick([0, 0.2, 1]);
  const repeats = chance.pick([0, 2, 6]);
  const partial = chance.pick([0, 0.3, 0.9]);
  /** Above 1, operations concentrate on few bookings. */
  const favour = chance.pick([1, 1, 4]);
  const bursts = chance.pick([0, 2, 5]);
  const instants = Array.from({ length: bursts }, () => chance.next() * spanMs);
  const chooseInstant = () => {
    const burst = instants[chance.whole(0, bursts)];
    return burst === undefined ? chance.next() * spanMs : burst + chance.between(0, BURST_MS);
  };
  const keyless = chance.pick([0, 0, 0.3]);
  const bookers: Operation[] = [];
  const chooseAction = (kind: Kind): Action => {
    const target = bookers[Math.floor(bookers.length * chance.next() ** favour)]?.number;
    const quantity = chance.whole(1, event.maxPerBooking);
    if (kind === 'book-at-door') return { what: kind, quantity };
    if (target === undefined || kind === 'book') {
      return { what: 'book', quantity, onSoldOut: chance.happens(rejecting) ? 'reject' : 'waitlist' };
    }
    if (kind === 'add') return { what: kind, of: target, quantity: chance.whole(1, 2) };
    if (kind === 'move-close') return { what: kind, by: chance.pick([-1, 50, 500, 5_000, 24 * HOURS]) };
    if (kind === 'change-limits') {
      const maxPerBooking = chance.whole(1, event.maxPerBooking);
      return { what: kind, maxPerBooking, maxPerCustomer: maxPerBooking + chance.whole(0, 3) };
    }
    if (kind === 'cancel') {
      if (!chance.happens(partial)) return { what: kind, of: target };
      const isNamed = beside === undefined && chance.happens(0.3);
      return {
        what: kind,
        of: target,
        ...(isNamed ? { tickets: [chance.whole(1, event.maxPerBooking)] } : { quantity: 1 }),
      };
    }
    if (kind === 'change-capacity') return { what: kind, by: chance.pick([-4, -2, -1, 1, 2, 4]) };
    if (kind === 'check-in' || kind === 'undo-check-in' || kind === 'transfer') {
      return { what: kind, of: target, ticket: chance.whole(1, event.maxPerBooking) };
    }
    if (kind === 'change-limit') return { what: kind, limit: chance.pick([1, 2, 4, 9, 20]) };
    if (kind === 'change-policy') return { what: kind, policy: chance.pick(['strict', 'skip']) };
    if (kind === 'pause-waitlist') return { what: kind, enabled: chance.happens(0.5) };
    return kind === 'cancel-event' ? { what: kind } : { what: kind, of: target };
  };
  return Array.from({ length: chance.whole(6, 26) }, (_, number) => {
    const action = chooseAction(chooseKind());
    const operation: Operation = {
      ...action,
      number,
      at: number === 0 ? 0 : Math.floor(chooseInstant()),
      customer: chance.whole(1, customers),
      hasKey: action.what !== 'book' || !chance.happens(keyless),
      repeats,
      isDoubled: chance.happens(0.1),
    };
    if (action.what !== 'book') return operation;
    const earlier = bookers.findLast(({ customer }) => customer === operation.customer);
    bookers.push(operation);
    return beside === undefined && earlier !== undefined && mayReplace(operation)
      ? { ...operation, replaces: earlier.number }
      : operation;
  }).sort((a, b) => a.at - b.at);
}

/** Some plans change the policy twice. Not by chance, so that the other operations of a plan stay what they were. */
function withOtherPolicies(
  seed: number,
  focus: Focus,
  { policy, passHeadAfterSeconds }: EventSettings,
  operations: Operation[],
): Operation[] {
  if (seed % 3 !== 1 || !isWithoutFocus(focus)) return operations;
  if (policy === 'accept-fewer' || passHeadAfterSeconds !== undefined) return operations;
  const policies = policy === 'skip' ? (['strict', 'skip'] as const) : (['skip', 'strict'] as const);
  return steered(
    operations,
    policies.map((to) => ({ what: 'change-policy', policy: to })),
  );
}

/** Half of the plans with a limit of the waitlist raise it, and lower it again. Not by chance, like the policies. */
function withOtherLimits(seed: number, focus: Focus, { limit }: EventSettings, operations: Operation[]) {
  if (limit === undefined || seed % 2 === 0 || !isWithoutFocus(focus)) return operations;
  return steered(operations, [
    { what: 'change-limit', limit: limit + 9 },
    { what: 'change-limit', limit: 1 + (seed % 3) },
  ]);
}

/** Adds these actions of the organizer at even distances. */
function steered(operations: Operation[], actions: Action[]): Operation[] {
  const end = operations.at(-1)?.at ?? 0;
  const added = actions.map((action, nth): Operation => {
    const at = Math.floor((end * (nth + 1)) / (actions.length + 1));
    const number = operations.length + nth;
    return { ...action, number, at, customer: 1, hasKey: true, repeats: 2, isDoubled: false };
  });
  return [...operations, ...added].sort((a, b) => a.at - b.at);
}

/** Not by chance, so that the other operations of a plan stay what they were. */
function mayReplace({ number, hasKey, ...action }: Operation): boolean {
  return hasKey && action.what === 'book' && action.onSoldOut === 'waitlist' && number % 3 === 0;
}

export function describeOperation(operation: Operation): string {
  const { number, customer, what } = operation;
  const of = 'of' in operation ? ` of ${operation.of}` : '';
  return `operation ${number}: customer ${customer} ${what} ${detailOf(operation)}${of}`.replace('  ', ' ');
}

function detailOf(operation: Operation): string {
  switch (operation.what) {
    case 'book':
      return `${operation.quantity} (${operation.replaces === undefined ? operation.onSoldOut : `instead of ${operation.replaces}`})`;
    case 'add':
    case 'book-at-door':
      return `${operation.quantity}`;
    case 'cancel':
      return operation.tickets ? `ticket ${operation.tickets}` : `${operation.quantity ?? 'all'}`;
    case 'change-capacity':
      return `by ${operation.by}`;
    case 'appoint':
    case 'remove-member':
      return `${operation.role}`;
    case 'check-in-booking':
      return `${operation.tickets ?? 'all'}`;
    case 'hand-in-scans':
      return operation.scans.map(({ of, ticket }) => `${ticket} of ${of}`).join(', ');
    case 'name-ticket':
    case 'check-in':
    case 'undo-check-in':
    case 'transfer':
      return `ticket ${operation.ticket}`;
    case 'pause-waitlist':
      return operation.enabled ? 'ends' : 'begins';
    case 'move-close':
      return `to ${operation.by} ms from now`;
    case 'change-policy':
      return `to ${operation.policy}`;
    case 'change-limit':
      return `to ${operation.limit}`;
    case 'change-limits':
      return `to ${operation.maxPerBooking} and ${operation.maxPerCustomer}`;
    default:
      return '';
  }
}
