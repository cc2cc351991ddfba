/** The events of a round as data: capacity, waitlist policy, and how the customers behave. */
import type { Chance } from './chance.ts';

export type Scene = {
  kind: string;
  capacity: number;
  customers: number;
  waitlist: { policy: 'strict' | 'accept-fewer' | 'skip'; offerTtlSeconds?: number };
  /** The number of tickets that the organizer adds during the sale. */
  raise: number;
  /** Customers arrive within `arrivalsMs` of the opening; waiters stay until `staysMs` after it. */
  arrivalsMs: number;
  staysMs: number;
  /** Sales close this long after the opening; undefined: they stay open during the soak. */
  salesLastMs?: number;
};

const ARRIVALS_MS = 10_000;
const STAYS_MS = 20_000;
/** The interval between the openings of a round's events. */
export const OPENING_INTERVAL_MS = 2_500;

export const SCENES: Scene[] = [
  {
    kind: 'small',
    capacity: 12,
    customers: 40,
    waitlist: { policy: 'strict' },
    raise: 3,
    arrivalsMs: ARRIVALS_MS,
    staysMs: STAYS_MS,
  },
  {
    kind: 'offers',
    capacity: 16,
    customers: 40,
    waitlist: { policy: 'strict', offerTtlSeconds: 2 },
    raise: 4,
    arrivalsMs: ARRIVALS_MS,
    staysMs: STAYS_MS,
  },
  {
    kind: 'closing',
    capacity: 20,
    customers: 40,
    waitlist: { policy: 'strict', offerTtlSeconds: 4 },
    raise: 3,
    arrivalsMs: ARRIVALS_MS,
    staysMs: STAYS_MS,
    salesLastMs: 12_000,
  },
  {
    kind: 'accept-fewer',
    capacity: 30,
    customers: 50,
    waitlist: { policy: 'accept-fewer' },
    raise: 5,
    arrivalsMs: ARRIVALS_MS,
    staysMs: STAYS_MS,
  },
  {
    kind: 'large',
    capacity: 240,
    customers: 200,
    waitlist: { policy: 'skip' },
    raise: 20,
    arrivalsMs: ARRIVALS_MS,
    staysMs: STAYS_MS,
  },
];

/** @returns when a customer arrives, in ms from the opening. Over half arrive in the first fifth. */
export function arrivalOf(scene: Scene, chance: Chance): number {
  const { arrivalsMs } = scene;
  return chance.happens(0.5) ? chance.next() * arrivalsMs * 0.2 : chance.next() * arrivalsMs;
}
