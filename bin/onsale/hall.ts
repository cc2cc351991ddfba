/**
 * The hall of an on-sale with pools: standing places, seats, and seats for VIPs. Two of five places are seats, and one of twenty is for a
 * VIP.
 */
import type { TypeCount } from '../../functions/domain/model/ticket-types.ts';

/** @returns the part of a new event that makes it such a hall. */
export function hallOf(tickets: number) {
  return {
    ticketTypes: [
      { id: 'standing', name: 'Standing' },
      { id: 'seat', name: 'Seat', pools: ['seats'] },
      { id: 'vip', name: 'VIP', pools: ['seats', 'vip'] },
    ],
    pools: [
      { id: 'seats', capacity: Math.ceil((tickets * 2) / 5) },
      { id: 'vip', capacity: Math.ceil(tickets / 20) },
    ],
    waitlist: { enabled: false },
  };
}

/** Of what types buyers want their tickets: the first one, and the others if they want several. Two of five stand. */
const WISHES = [
  ['standing', 'standing'],
  ['vip', 'vip'],
  ['seat', 'seat'],
  ['seat', 'seat'],
  ['standing', 'standing'],
  ['seat', 'standing'],
  ['standing', 'standing'],
  ['vip', 'seat'],
  ['standing', 'standing'],
  ['standing', 'vip'],
] as const;

/** @returns the types of the tickets that the buyer with this number wants. */
export function wishOf(buyer: number, quantity: number): TypeCount[] {
  const [first, others] = WISHES[buyer % WISHES.length] ?? WISHES[0];
  if (quantity === 1 || first === others) return [{ type: first, quantity }];
  return [
    { type: first, quantity: 1 },
    { type: others, quantity: quantity - 1 },
  ];
}
