/** The ticket types of a run's event, and the pools on which they draw. */
import type { EventSettings } from './workload.ts';

/** One in so many runs has an event with ticket types: not by chance, so that the other plans stay what they were. */
const TYPES_EVERY_RUNS = 4;

/** One in so many of these has pools, and no waitlist. */
const POOLS_EVERY_TYPED_RUNS = 3;

/** @returns whether the event of the run with this seed has types, and pools. */
export function typesOfRun(seed: number): Pick<EventSettings, 'hasTypes' | 'hasPools'> {
  if (seed % TYPES_EVERY_RUNS !== 2) return {};
  const hasPools = Math.floor(seed / TYPES_EVERY_RUNS) % POOLS_EVERY_TYPED_RUNS === 0;
  return { hasTypes: true, ...(hasPools && { hasPools: true }) };
}

const TICKET_TYPES = [
  { id: 'adult', name: 'Adult' },
  { id: 'child', name: 'Child' },
];

/** The types of an event with pools: a child sits in front. */
const TYPES_WITH_POOLS = [
  { id: 'adult', name: 'Adult', pools: ['seats'] },
  { id: 'child', name: 'Child', pools: ['seats', 'front'] },
];

/** @returns the part of a new event that says what kinds of ticket it sells. */
export function typesOfEvent({ hasTypes, hasPools, capacity }: EventSettings): object {
  if (!hasPools) return hasTypes ? { ticketTypes: TICKET_TYPES } : {};
  const pools = [
    { id: 'seats', capacity: Math.max(1, capacity - 1) },
    { id: 'front', capacity: Math.ceil(capacity / 3) },
  ];
  return { ticketTypes: TYPES_WITH_POOLS, pools };
}
