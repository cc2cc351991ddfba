/** What the screen of one booking knows and does: the booking as it is, its event, and changes of it. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Booking } from '../../api/book.ts';
import { BookingWatch } from '../../api/booking-watch.ts';
import { api } from '../../api/client.ts';
import { forgetKeptOf, type Kept, keepBooking, readKept } from '../../api/kept-offline.ts';
import { type BookingRef, type Change, sendChange, unansweredChange } from '../../api/one-booking.ts';
import { mayPass, type Problem } from '../../api/problems.ts';
import type { Progress } from '../../api/until-answered.ts';
import type { Event } from '../../parts/event-summary.tsx';
import { useAnswer } from '../../parts/use-answer.ts';

/** For the parts of the screen. `change` resolves to whether the change was made. */
export type OpenBooking = {
  ref: BookingRef;
  booking: Booking;
  event: Event;
  watch: BookingWatch;
  change: (change: Change) => Promise<boolean>;
  isBusy: boolean;
  problem: Problem | undefined;
};

type Seen = {
  booking: Booking | undefined;
  event: Event | undefined;
  problem: Problem | undefined;
  mayBeFalse: boolean;
};

/** `ref` does not change while the screen is shown. */
export function useWatch(ref: BookingRef): BookingWatch {
  const watch = useMemo(() => new BookingWatch(ref), []);
  useEffect(() => {
    watch.start();
    return () => watch.stop();
  }, []);
  return watch;
}

/** @returns the event, read anew when the state of the booking changes, and when the page becomes visible again. */
export function useEventOf({ eventId }: BookingRef, status: string | undefined) {
  const answer = useAnswer<Event>(
    () => api.GET('/v1/events/{eventId}', { params: { path: { eventId } } }),
    [eventId, status],
  );
  useEffect(() => {
    const readIfVisible = () => {
      if (!document.hidden) answer.again();
    };
    document.addEventListener('visibilitychange', readIfVisible);
    return () => document.removeEventListener('visibilitychange', readIfVisible);
  }, []);
  return answer;
}

/**
 * @returns what was known of the booking before there was no connection, until it is read again. A token that may be false
 *   removes nothing of that.
 */
export function useKept(ref: BookingRef, { booking, event, problem, mayBeFalse }: Seen): Kept | undefined {
  const [kept, setKept] = useState<Kept>();
  const isOffline = problem?.code === 'offline';
  const isOver = problem !== undefined && !mayPass(problem) && !mayBeFalse;
  useEffect(() => {
    if (booking !== undefined && event !== undefined) keepBooking(ref, booking, event).catch(() => undefined);
  }, [booking, event]);
  useEffect(() => {
    if (isOver) forgetKeptOf(ref).catch(() => undefined);
    if (isOffline) readKept(ref).then(setKept, () => undefined);
  }, [isOffline, isOver]);
  return kept;
}

/** @returns what sends changes, one at a time. One that has no answer yet is sent again as soon as the token is known to be good. */
export function useChanges(ref: BookingRef, watch: BookingWatch, mayBeFalse: boolean) {
  const [progress, setProgress] = useState<Progress>();
  const [problem, setProblem] = useState<Problem>();
  const leave = useRef(new AbortController());
  const isBusy = useRef(false);
  const send = async (change: Change): Promise<boolean> => {
    if (isBusy.current) return false;
    isBusy.current = true;
    setProblem(undefined);
    const { signal } = leave.current;
    const outcome = await watch.during(() => sendChange(ref, change, setProgress, signal));
    isBusy.current = false;
    if (signal.aborted) return false;
    setProgress(undefined);
    if ('data' in outcome) return true;
    setProblem(outcome.problem);
    return false;
  };
  useEffect(() => {
    leave.current = new AbortController();
    return () => leave.current.abort();
  }, []);
  useEffect(() => {
    const earlier = mayBeFalse ? undefined : unansweredChange(ref);
    if (earlier !== undefined) send(earlier);
  }, [mayBeFalse]);
  return { progress, problem, change: send, isBusy: progress !== undefined };
}
