/**
 * Checks in tickets with the service, and by the signature of their code alone where it cannot be reached, or refuses because there
 * were too many requests.
 */
import type { components } from '../../../.generated/api';
import { api } from '../../api/client.ts';
import { mayPass, type Problem, problemOf, UNANSWERED } from '../../api/problems.ts';
import { countTypes, type TypeCount } from '../../parts/ticket-types.ts';
import {
  deviceName,
  type HandedIn,
  insideSince,
  type KeptScan,
  keepScan,
  keptScans,
  knownEvent,
  markInside,
  moveToHandedIn,
} from './device-memory.ts';
import { isSigned, readCode } from './ticket-code.ts';

/** One ticket by its code, or tickets of a booking that was found by name. */
export type Target = { ticket: string } | { bookingId: string; tickets: number[] };

/**
 * What the door says to a scan. `who`: the name, and `types`: how many tickets of each type, where they are known. `isOffline`: only
 * the signature was checked.
 */
export type Verdict =
  | { kind: 'checking' }
  | { kind: 'in'; isOffline: boolean; who?: string | undefined; types?: TypeCount[] }
  | { kind: 'already'; since: string | undefined }
  | { kind: 'void' | 'event-cancelled' | 'other-event' | 'no-ticket' | 'undone' }
  | { kind: 'unclear'; problem: Problem };

type CheckIn = components['schemas']['CheckIn'];

/** At a door nobody waits longer than this for an answer. */
const ANSWERED_WITHIN_MS = 4_000;
const BATCH_SCANS = 50;

export function whoIs({ name, attendee, customer }: Pick<CheckIn, 'name' | 'attendee' | 'customer'>) {
  const person = name ?? attendee;
  return person === undefined ? customer?.name : `${person.firstName} ${person.lastName}`;
}

/** @param key with which a repeat has no second effect. */
export async function checkIn(eventId: string, target: Target, key: string): Promise<Verdict> {
  const code = 'ticket' in target ? readCode(target.ticket) : undefined;
  if ('ticket' in target && code === undefined) return { kind: 'no-ticket' };
  if (code !== undefined && code.eventId !== eventId) return { kind: 'other-event' };
  const scannedAt = new Date().toISOString();
  const verdict = navigator.onLine ? await ask(eventId, target, key) : unanswered;
  if (verdict.kind !== 'unclear' || !mayPass(verdict.problem) || !('ticket' in target)) return verdict;
  return checkAlone(eventId, { ticket: target.ticket, scannedAt, key }, verdict);
}

const unanswered: Verdict & { kind: 'unclear' } = { kind: 'unclear', problem: UNANSWERED };

async function ask(eventId: string, target: Target, key: string): Promise<Verdict> {
  const asked = api.POST('/v1/events/{eventId}/check-ins', {
    params: { path: { eventId }, header: { 'Idempotency-Key': key } },
    body: target,
  });
  // Also if the session has to be renewed first, and that takes long.
  const tooLate = new Promise<undefined>((resolve) => setTimeout(resolve, ANSWERED_WITHIN_MS));
  const answer = await Promise.race([asked.catch(() => undefined), tooLate]);
  if (answer === undefined) return unanswered;
  if (answer.data !== undefined) {
    const { bookingId, ticket, type, tickets, checkedInAt } = answer.data;
    const numbers = tickets?.map((one) => one.ticket) ?? [ticket ?? 0];
    markInside(eventId, bookingId, numbers, checkedInAt);
    const types = countTypes(tickets?.map((one) => one.type) ?? [type]);
    return { kind: 'in', isOffline: false, who: whoIs(answer.data), types };
  }
  return refusalOf(problemOf(answer), answer.error);
}

function refusalOf(problem: Problem, body: unknown): Verdict {
  switch (problem.code) {
    case 'already-checked-in':
      return { kind: 'already', since: (body as { checkedInAt?: string }).checkedInAt };
    case 'ticket-invalid':
      return { kind: 'no-ticket' };
    case 'ticket-void':
    case 'no-tickets':
      return { kind: 'void' };
    case 'event-cancelled':
      return { kind: 'event-cancelled' };
    default:
      return { kind: 'unclear', problem };
  }
}

/** @returns what the signature says, and what was scanned here. A ticket that is let in is kept to be handed in. */
async function checkAlone(eventId: string, scan: KeptScan, without: Verdict): Promise<Verdict> {
  const code = readCode(scan.ticket);
  const jwk = knownEvent(eventId)?.jwk;
  const isGenuine =
    code === undefined || jwk === undefined ? undefined : await isSigned(code, jwk).catch(() => undefined);
  if (code === undefined || isGenuine === undefined) return without;
  if (!isGenuine) return { kind: 'no-ticket' };
  const since = insideSince(eventId, code.bookingId, code.number);
  if (since !== undefined) return { kind: 'already', since };
  keepScan(eventId, scan);
  markInside(eventId, code.bookingId, [code.number], scan.scannedAt);
  return { kind: 'in', isOffline: true };
}

/** @returns what is wrong, if the check-in was not undone. */
export async function undoCheckIn(
  eventId: string,
  target: Target,
  reason: string,
  key: string,
): Promise<Problem | undefined> {
  const answer = await api
    .POST('/v1/events/{eventId}/check-ins/undo', {
      params: { path: { eventId }, header: { 'Idempotency-Key': key } },
      body: { ...target, reason },
    })
    .catch(() => undefined);
  if (answer?.data === undefined) return problemOf(answer);
  const { bookingId, ticket, tickets } = answer.data;
  markInside(eventId, bookingId, tickets?.map((one) => one.ticket) ?? [ticket ?? 0], undefined);
  return undefined;
}

let isHandingIn = false;

/** Hands in the scans that are kept. @returns what is wrong, if some are left. */
export async function handIn(eventId: string): Promise<Problem | undefined> {
  if (isHandingIn) return undefined;
  isHandingIn = true;
  try {
    for (;;) {
      const scans = keptScans(eventId).slice(0, BATCH_SCANS);
      if (scans.length === 0) return undefined;
      const problem = await handInBatch(eventId, scans);
      if (problem !== undefined) return problem;
    }
  } finally {
    isHandingIn = false;
  }
}

async function handInBatch(eventId: string, scans: KeptScan[]): Promise<Problem | undefined> {
  const answer = await api
    .POST('/v1/events/{eventId}/check-ins/batch', {
      params: { path: { eventId } },
      body: { scans: scans.map(({ ticket, scannedAt }) => ({ ticket, scannedAt })), device: deviceName() },
    })
    .catch(() => undefined);
  if (answer?.data === undefined) return problemOf(answer);
  const results: HandedIn[] = [];
  for (const [index, scan] of scans.entries()) {
    const result = answer.data.results[index];
    if (result === undefined) continue;
    const isOwn = result.result === 'already-checked-in' && (await wasOwn(eventId, scan));
    results.push({ ...result, ...(isOwn && { result: 'checked-in' }), scannedAt: scan.scannedAt });
  }
  moveToHandedIn(eventId, scans, results);
  return undefined;
}

/** Whether the ticket was let in by the very scan: its request arrived, and only the answer was lost. */
async function wasOwn(eventId: string, { ticket, key }: KeptScan): Promise<boolean> {
  return (await ask(eventId, { ticket }, key)).kind === 'in';
}
