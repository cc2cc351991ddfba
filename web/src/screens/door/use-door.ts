/** The scans of this device as the screen shows them, and what makes and undoes them. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { newKey } from '../../api/client.ts';
import type { Problem } from '../../api/problems.ts';
import type { TypeCount } from '../../parts/ticket-types.ts';
import { useAnswer } from '../../parts/use-answer.ts';
import { countArrivals } from './arrivals.ts';
import { checkIn, handIn, type Target, undoCheckIn, type Verdict } from './check-in.ts';
import { keptScans } from './device-memory.ts';
import { play } from './sounds.ts';
import { readCode } from './ticket-code.ts';

/** What is known of tickets before the answer to their scan. */
type Known = { who?: string | undefined; types?: TypeCount[] | undefined };
export type Scan = Known & { key: string; at: string; target: Target; verdict: Verdict };

const SHOWN_SCANS = 20;
const COUNT_SECONDS = 10;
const HAND_IN_MS = 15_000;

/** @returns the name and the type that an earlier scan of the same code was answered with. */
function knownBy({ target, who, types, verdict }: Scan, scanned: Target): Known | undefined {
  const isSame = 'ticket' in target && 'ticket' in scanned && target.ticket === scanned.ticket;
  if (!isSame) return undefined;
  const said = verdict.kind === 'in' ? verdict : undefined;
  return { who: said?.who ?? who, types: said?.types ?? types };
}

/** @returns the tickets that a scan is about, each as a text of its own. */
function ticketsOf(target: Target): string[] {
  if ('tickets' in target) return target.tickets.map((number) => `${target.bookingId}.${number}`);
  const code = readCode(target.ticket);
  return code === undefined ? [] : [`${code.bookingId}.${code.number}`];
}

/** @returns the scan without the tickets whose check-in was undone. */
function withoutUndone(scan: Scan, undone: Target): Scan {
  const gone = ticketsOf(undone);
  const { target, verdict } = scan;
  const isLeft = ticketsOf(target).map((ticket) => !gone.includes(ticket));
  if (!isLeft.includes(false) || (verdict.kind !== 'in' && verdict.kind !== 'already')) return scan;
  if (!isLeft.includes(true)) return { ...scan, verdict: { kind: 'undone' } };
  if (!('tickets' in target)) return scan;
  // Which types are left is not known.
  return {
    ...scan,
    types: [],
    verdict: verdict.kind === 'in' ? { ...verdict, types: [] } : verdict,
    target: { ...target, tickets: target.tickets.filter((_number, place) => isLeft[place]) },
  };
}

export type Door = ReturnType<typeof useDoor>;

export function useDoor(eventId: string) {
  const [scans, setScans] = useState<Scan[]>([]);
  const arrivals = useAnswer(
    () => countArrivals(eventId),
    [eventId],
    () => COUNT_SECONDS,
  );
  const change = (key: string, changed: Partial<Scan>) =>
    setScans((past) => past.map((scan) => (scan.key === key ? { ...scan, ...changed } : scan)));

  /** Does not wait for the scan before it. */
  const letIn = async (target: Target, found?: Known): Promise<void> => {
    const key = newKey();
    const earlier = scans.map((scan) => knownBy(scan, target));
    const known = found ?? earlier.find((one) => one?.who) ?? earlier.find(Boolean);
    const at = new Date().toISOString();
    const scan: Scan = { ...known, key, at, target, verdict: { kind: 'checking' } };
    setScans((past) => [scan, ...past].slice(0, SHOWN_SCANS));
    const verdict = await checkIn(eventId, target, key);
    change(key, { verdict });
    play(verdict.kind);
    if (verdict.kind === 'in' && !verdict.isOffline) arrivals.again();
  };

  /** @returns what is wrong, if it was not undone. */
  const undo = async (target: Target, reason: string, key: string): Promise<Problem | undefined> => {
    const problem = await undoCheckIn(eventId, target, reason, key);
    if (problem === undefined) {
      setScans((past) => past.map((scan) => withoutUndone(scan, target)));
      arrivals.again();
    }
    return problem;
  };
  const handedIn = useHandingIn(eventId, arrivals.again);
  return { eventId, scans, letIn, undo, arrivals, ...handedIn };
}

/** Hands in what is kept: when there is a connection again, every few seconds, and when somebody asks for it. */
function useHandingIn(eventId: string, whenDone: () => void) {
  const [problem, setProblem] = useState<Problem>();
  const [isOnline, setOnline] = useState(navigator.onLine);
  const done = useRef(whenDone);
  done.current = whenDone;
  const handInNow = useCallback(async () => {
    if (keptScans(eventId).length === 0) return;
    const found = await handIn(eventId);
    setProblem(found);
    if (found === undefined) done.current();
  }, [eventId]);
  useEffect(() => {
    const look = () => {
      setOnline(navigator.onLine);
      if (navigator.onLine) handInNow();
    };
    look();
    const timer = setInterval(look, HAND_IN_MS);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      clearInterval(timer);
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, [handInNow]);
  return { isOnline, handInNow, handInProblem: problem };
}
