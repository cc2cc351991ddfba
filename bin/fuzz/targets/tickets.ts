/** Targets of the operations on tickets. */
import { confirmed } from './bookings.ts';
import type { TargetMaker, TargetTable } from './target.ts';

const FIRST = '1';

const ticket: TargetMaker = async (stage, caller, turn) => {
  const target = await confirmed(stage, caller, turn);
  return { ...target, path: { ...target.path, number: FIRST } };
};

export const TICKET_TARGETS = {
  'read-tickets': confirmed,
  'read-ticket-code': ticket,
  'name-ticket': ticket,
  'read-ticket-pass': ticket,
  'transfer-ticket': ticket,
} satisfies TargetTable;
