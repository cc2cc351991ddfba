/**
 * Lists the sessions of an account, and ends one of them or all others. Each is one transaction with its entry
 * in the trail of security events; to end all others voids also sessions that the list does not show yet. A crash leaves
 * each made or not made.
 */
import { changeIdOf, withEndedSessions } from '../model/account.ts';
import { BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import type { SecurityEvent } from '../model/security-event.ts';
import { isCurrent, isOpen, type Session } from '../model/session.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SessionStore } from '../ports/session-store.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { type ChangeAccountPorts, changeAccount } from './change-account.ts';

export type ManageSessionsPorts = ChangeAccountPorts & {
  sessions: Pick<SessionStore, 'read' | 'listOf' | 'end'>;
};

/** `sessionId`: the session of the request. */
type Caller = { userId: string; sessionId: string };

/** @returns the sessions that can be refreshed, and that of the request, the latest first. @throws Busy. */
export async function listSessions(
  { userId, sessionId }: Caller,
  { accounts, sessions, runtime }: ManageSessionsPorts,
): Promise<Session[]> {
  const [account, listed] = [await accounts.read(userId), await sessions.listOf(userId)];
  const now = runtime.now();
  return listed.filter(
    (one) => isOpen(one, now) && (one.id === sessionId || (account !== undefined && isCurrent(one, account))),
  );
}

/** Does nothing for a session that has ended. @throws Refusal `not-found`; Busy. */
export async function endSession(
  { userId, endedId }: { userId: string; endedId: string },
  { sessions, securityLog, runtime }: ManageSessionsPorts,
): Promise<void> {
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  const session = await retryBudget.retryWhileBusy(() => sessions.read(endedId));
  if (session?.userId !== userId)
    throw new Refusal('not-found', 'You have no session with this id. Check the path.');
  if (!isOpen(session, runtime.now())) return;
  const securityEvent = endingBy(userId, runtime);
  await retryBudget.retryWhileBusy(() => sessions.end(session, securityEvent));
  securityLog.write(securityEvent);
}

function endingBy(userId: string, runtime: Runtime): SecurityEvent {
  return { id: runtime.newId(), kind: 'sessions-ended', at: runtime.now(), by: userId, userId };
}

/** Ends every session of the account but that of the request, access tokens included. @throws Busy. */
export async function endOtherSessions(
  { userId, sessionId }: Caller,
  ports: ManageSessionsPorts,
): Promise<void> {
  const changeId = changeIdOf('end-sessions', userId, ports.runtime.newId());
  const decide = async (account: Parameters<typeof withEndedSessions>[0]) => ({
    after: withEndedSessions(account),
    letters: [],
    keptSessionId: sessionId,
    securityEvent: endingBy(userId, ports.runtime),
  });
  await changeAccount(userId, changeId, decide, ports);
}
