/**
 * Writes a change of the owner or the staff of an event. `appoint-member.ts`, `remove-member.ts` and `hand-over.ts` decide
 * what is changed.
 *
 * The only step is one transaction: the owner and the staff in the event's item, the change itself, which audits read,
 * the pointer from the account to the event, of a new owner, and of what an admin changes who does not own the event, the entry in
 * the trail of security events, and a letter to the owner before it. Crash before it: nothing happened. After it: a repeat with the
 * idempotency key finds the change, and has no second effect even if the member was removed meanwhile.
 *
 * The letter tells of a role that somebody got, and of a new owner: a thief of a session appoints a manager, who stays when the
 * password is changed.
 *
 * The condition is that the event is as it was read; after a concurrent change it is read and decided anew.
 */

import type { Event } from '../model/event.ts';
import { letterToOwner, type Mailing, type NewLetter } from '../model/letter.ts';
import { BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import type { SecurityEvent } from '../model/security-event.ts';
import { type Staff, type StaffChange, staffChangeIdFor } from '../model/staff.ts';
import type { Actor, Contact } from '../model/user.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SecurityLog } from '../ports/security-log.ts';
import type { StaffStore } from '../ports/staff-store.ts';
import type { UserStore } from '../ports/user-store.ts';
import { type EventCache, noEvent } from '../process/event-cache.ts';
import { noteOfAdmin } from '../process/note-change.ts';
import { RetryBudget } from '../process/retry-budget.ts';

/**
 * `mayAsk`: who may learn anything at all of the staff; for everybody else there is no such event. `mailing`: of the letter;
 * missing if the owner is not told.
 */
export type StaffRequest = {
  eventId: string;
  actor: Actor;
  idempotencyKey: string | undefined;
  fingerprint: string;
  mayAsk: (actor: Actor, event: Event) => boolean;
  mailing?: Mailing;
};

/** The part of a change that a request decides. `account`: that of the member, if it was read. */
export type Decided = Pick<StaffChange, 'userId' | 'role' | 'formerOwnerId' | 'formerOwnerLeaves'> & {
  account?: Contact;
};

export type StaffPorts = {
  staff: Pick<StaffStore, 'change' | 'readChange'>;
  users: Pick<UserStore, 'read'>;
  cache: Pick<EventCache, 'refresh' | 'noteChange'>;
  securityLog: SecurityLog;
  runtime: Runtime;
};

/**
 * @returns what was decided, by this request or by an earlier one with the same key
 * @throws Refusal `not-found`, `idempotency-key-reused`; what `decide` throws; Busy
 */
export async function writeStaffChange(
  request: StaffRequest,
  decide: (event: Event, retryBudget: RetryBudget) => Decided | Promise<Decided>,
  ports: StaffPorts,
): Promise<Decided> {
  const { eventId, actor, idempotencyKey: key, fingerprint } = request;
  const { staff, cache, securityLog, runtime } = ports;
  const id = staffChangeIdFor(eventId, actor.userId, key ?? runtime.newId());
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  let tried: Decided | undefined;
  for (;;) {
    const before = await retryBudget.retryWhileBusy(() => cache.refresh(eventId));
    const mayBeWritten = key !== undefined || tried !== undefined;
    const earlier = mayBeWritten
      ? await retryBudget.retryWhileBusy(() => staff.readChange(eventId, id))
      : undefined;
    // Whoever left the staff by an attempt whose result was lost is answered all the same.
    if (!request.mayAsk(actor, before) && (tried === undefined || earlier === undefined)) throw noEvent();
    if (earlier !== undefined) {
      refuseOtherBody(earlier, fingerprint);
      return tried ?? earlier;
    }
    const decided = await decide(before, retryBudget);
    if (key === undefined && isAlready(decided, before)) return decided;
    const after = changed(before, decided);
    const { revision } = after;
    const { account: _account, ...what } = decided;
    const letter = await retryBudget.retryWhileBusy(() => letterOf(decided, before, request.mailing, ports));
    const change = { ...what, id, eventId, at: runtime.now(), by: actor.userId, revision, fingerprint };
    const isChange = !isAlready(decided, before);
    const securityEvent =
      handOverIn(change, runtime) ?? (isChange ? noteOfAdmin(actor, before, runtime) : undefined);
    if (await staff.change(before, after, change, { securityEvent, letter })) {
      cache.noteChange(after);
      if (securityEvent) securityLog.write(securityEvent);
      return decided;
    }
    tried = decided;
    await retryBudget.backOff();
  }
}

function handOverIn(change: StaffChange, runtime: Runtime): SecurityEvent | undefined {
  const { formerOwnerId, at, by, userId, eventId } = change;
  if (formerOwnerId === undefined) return undefined;
  return { id: runtime.newId(), kind: 'event-handed-over', at, by, userId, eventId, formerOwnerId };
}

/** @returns what tells the owner before the change; nothing where no mail is sent, or nothing is changed. @throws Busy */
async function letterOf(
  decided: Decided,
  before: Event,
  mailing: Mailing | undefined,
  { users, runtime }: StaffPorts,
): Promise<NewLetter | undefined> {
  if (!mailing?.sendsMail || isAlready(decided, before)) return undefined;
  const owner = await users.read(before.organizerId);
  const kind = decided.role === 'owner' ? 'event-handed-over' : 'member-appointed';
  return owner && letterToOwner(owner, kind, mailing, { id: runtime.newId(), at: runtime.now() });
}

function refuseOtherBody(earlier: StaffChange, fingerprint: string): void {
  if (earlier.fingerprint === fingerprint) return;
  throw new Refusal(
    'idempotency-key-reused',
    'This Idempotency-Key was used with another body. Use a new key.',
  );
}

/** Whether the member has the role. A request with a key is kept even then, so that a late repeat has no effect. */
function isAlready({ userId, role }: Decided, { organizerId, staff }: Event): boolean {
  return role === 'owner' ? userId === organizerId : staff?.[userId] === role;
}

function changed(before: Event, { userId, role, formerOwnerId, formerOwnerLeaves }: Decided): Event {
  const { [userId]: _former, ...others } = before.staff ?? {};
  const staff: Staff = {
    ...others,
    ...(role !== 'none' && role !== 'owner' && { [userId]: role }),
    ...(formerOwnerId !== undefined && !formerOwnerLeaves && { [formerOwnerId]: 'manager' as const }),
  };
  return {
    ...before,
    organizerId: role === 'owner' ? userId : before.organizerId,
    staff,
    staffChanges: (before.staffChanges ?? 0) + 1,
    revision: before.revision + 1,
  };
}
