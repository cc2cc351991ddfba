/** Judges by a receipt whether the order of the waitlist was kept. Pure. */
import type { Receipt } from '../../api/one-booking.ts';

type Turn = Receipt['items'][number];
/** Why a booking was served before one's own. */
export type Why = 'earlier' | 'fewer' | 'ahead' | 'unexplained';

/** The arrival that counted for one's own booking at a turn: a later one after it was moved to the end. */
function ownArrivalAt(receipt: Receipt, turn: number): string {
  const moved = (receipt.lapsed ?? []).filter((lapse) => lapse.movedTo !== undefined && lapse.turn < turn);
  return moved.at(-1)?.movedTo ?? receipt.drawnArrivalAt ?? receipt.arrivedAt;
}

/** Whether the rules let bookings with fewer tickets pass at a turn. */
function mayPass(receipt: Receipt, turn: number): boolean {
  const policies = receipt.policies ?? [{ policy: receipt.policy, fromTurn: 1 }];
  const { policy } = policies.findLast(({ fromTurn }) => fromTurn <= turn) ?? { policy: receipt.policy };
  return policy === 'skip' || (receipt.passed !== undefined && receipt.passed.afterTurn < turn);
}

export function whyBefore(receipt: Receipt, item: Turn): Why {
  const arrival = item.movedTo ?? item.drawnArrivalAt ?? item.arrivedAt;
  if (arrival <= ownArrivalAt(receipt, item.turn)) return 'earlier';
  if (item.aheadBecause !== undefined) return 'ahead';
  return item.quantity < receipt.quantity && mayPass(receipt, item.turn) ? 'fewer' : 'unexplained';
}

/** @returns whether the numbers of the promotions, with one's own, leave none out. */
export function isWhole(receipt: Receipt, items: Turn[]): boolean {
  const last = items.at(-1)?.turn ?? 0;
  const turns = new Set([...items.map(({ turn }) => turn), ...receipt.turns]);
  return Array.from({ length: last }, (_none, index) => index + 1).every((turn) => turns.has(turn));
}
