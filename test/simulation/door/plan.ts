/**
 * Plans what the staff of an event does: it publishes a draft, appoints and removes people who then act, checks tickets in
 * by booking, hands in offline scans, names tickets, has persons erased, and books blocks of which a part is given back. These operations come
 * from chance of their own, so that the rest of a plan stays what it was.
 */
import { Chance } from '../chance.ts';
import type { EventSettings, Operation } from '../workload.ts';

/** Of a ticket of the booking that operation `of` made; `scannedAfter`: in ms after the start. */
export type PlannedScan = { of: number; ticket: number; scannedAfter: number };

/** What somebody on the staff does: its organizer, or the customer of the operation, who may be on it or not. */
export type DoorAction = { actor: 'organizer' | 'staff' } & (
  | { what: 'check-in-booking'; of: number; tickets?: number[] }
  | { what: 'hand-in-scans'; scans: PlannedScan[] }
  | { what: 'name-ticket'; of: number; ticket: number; isCleared: boolean }
  | { what: 'erase'; of: number }
  | { what: 'book-at-door'; quantity: number }
  | { what: 'cancel'; of: number; quantity: number; tickets?: number[] }
  | { what: 'appoint' | 'remove-member'; role: 'door' | 'manager' }
  | { what: 'publish' }
);

export type DoorKind = DoorAction['what'];

/** One in so many runs has staff that acts. */
export const DOOR_EVERY_RUNS = 4;

/** The numbers of the accounts that are appointed; customers have lower ones. */
export const STAFF = { door: 90, manager: 91 } as const;

/** The numbers of these operations begin here; the others have lower ones. */
const FIRST_NUMBER = 100;
const BLOCK_TICKETS_MAX = 9;
/** Scans of few instants, so that some are handed in twice. Event and devices may disagree about the time. */
const SCANNED_AFTER_MS = [5_000, 6_000] as const;

const WEIGHTS: Record<Exclude<DoorKind, 'publish'>, number> = {
  'hand-in-scans': 4,
  'check-in-booking': 3,
  'name-ticket': 3,
  appoint: 2,
  'remove-member': 1.5,
  'book-at-door': 1,
  cancel: 2,
  erase: 1.5,
};

/** Whether the runs of a seed have a draft that is published. */
export const isDraftRun = (seed: number): boolean => seed % (2 * DOOR_EVERY_RUNS) === DOOR_EVERY_RUNS - 1;

/** `kinds`: the only ones, if given. `others`: the operations of customers and the organizer. */
export function planDoor(
  seed: number,
  event: EventSettings,
  spanMs: number,
  others: Operation[],
  kinds = Object.keys(WEIGHTS) as DoorKind[],
): Operation[] {
  const chance = new Chance(seed, 'door');
  const instant = () => Math.floor(chance.next() * (spanMs + 2_000));
  const operationOf = (action: DoorAction, at: number, index: number, customer: number): Operation => ({
    ...action,
    number: FIRST_NUMBER + index,
    at,
    customer,
    hasKey: true,
    repeats: 6,
    isDoubled: chance.happens(0.2),
  });
  const actions: DoorAction[] = [];
  for (let left = chance.whole(6, 14); left > 0; left -= 1) {
    const action = chooseAction(chance, event, others, kinds);
    actions.push(action.what === 'cancel' ? ofBlock(action, actions) : action);
  }
  const operations = actions.map((action, index) =>
    operationOf(action, instant(), index, customerOf(chance, action)),
  );
  if (!event.isDraft) return operations;
  const publish: DoorAction = { what: 'publish', actor: 'organizer' };
  return [...operations, operationOf(publish, Math.floor(spanMs / 3), operations.length, STAFF.manager)];
}

/** @returns the account that acts, or that is appointed or removed. */
function customerOf(chance: Chance, action: DoorAction): number {
  switch (action.what) {
    case 'appoint':
    case 'remove-member':
      return STAFF[action.role];
    case 'check-in-booking':
    case 'hand-in-scans':
      return chance.pick<number>([STAFF.door, STAFF.door, STAFF.manager]);
    default:
      return STAFF.manager;
  }
}

function chooseAction(
  chance: Chance,
  event: EventSettings,
  others: Operation[],
  kinds: DoorKind[],
): DoorAction {
  const bookers = others.filter(({ what }) => what === 'book');
  const what = chooseKind(chance, kinds);
  const actor = chance.pick<DoorAction['actor']>(['organizer', 'staff', 'staff']);
  const ticket = () => chance.whole(1, event.maxPerBooking);
  // Where nothing else is done, the organizer names the tickets of few bookings, so that two names meet in one of them.
  const isOfNames = kinds.join() === 'name-ticket';
  const most = isOfNames ? Math.min(2, bookers.length) : bookers.length;
  const of = () => bookers[chance.whole(0, most - 1)]?.number ?? 0;
  switch (what) {
    case 'check-in-booking':
      return { what, actor, of: of(), ...(chance.happens(0.6) && { tickets: [ticket()] }) };
    case 'hand-in-scans': {
      const scanned = () => ({ of: of(), ticket: ticket(), scannedAfter: chance.pick(SCANNED_AFTER_MS) });
      return { what, actor, scans: Array.from({ length: chance.whole(1, 5) }, scanned) };
    }
    case 'name-ticket':
      return {
        what,
        actor: isOfNames ? 'organizer' : actor,
        of: of(),
        ticket: ticket(),
        isCleared: chance.happens(0.3),
      };
    case 'erase':
      return { what, actor: 'organizer', of: chance.pick([of(), ...cancelledBy(others)]) };
    case 'book-at-door':
      return { what, actor: 'organizer', quantity: chance.whole(event.maxPerBooking, BLOCK_TICKETS_MAX) };
    case 'cancel':
      return { what, actor, of: of(), quantity: 1 };
    case 'appoint':
    case 'remove-member':
      return { what, actor: 'organizer', role: chance.pick<'door' | 'manager'>(['door', 'manager']) };
    case 'publish':
      return { what, actor: 'organizer' };
  }
}

/** @returns the operations whose bookings are cancelled as a whole: persons are erased from these, unless the event is over. */
function cancelledBy(others: Operation[]): number[] {
  return others.flatMap((operation) => {
    if (operation.what !== 'cancel') return [];
    return operation.quantity === undefined && operation.tickets === undefined ? operation.of : [];
  });
}

/** Every second cancellation is of the last block, so that a part of it is given back, by several at once. */
function ofBlock(
  action: Extract<DoorAction, { what: 'cancel' }>,
  earlier: DoorAction[],
): Extract<DoorAction, { what: 'cancel' }> {
  const block = earlier.findLastIndex(({ what }) => what === 'book-at-door');
  return block < 0 || earlier.length % 2 === 0 ? action : { ...action, of: FIRST_NUMBER + block };
}

function chooseKind(chance: Chance, kinds: DoorKind[]): DoorKind {
  let rest = chance.next() * kinds.reduce((sum, kind) => sum + weightOf(kind), 0);
  for (const kind of kinds) {
    rest -= weightOf(kind);
    if (rest < 0) return kind;
  }
  return 'hand-in-scans';
}

const weightOf = (kind: DoorKind): number => (kind === 'publish' ? 0 : WEIGHTS[kind]);
