/**
 * Sends a request again and again, and each time another one of its calls to the table fails: the first, then the
 * second, until a run has no call left that could fail. Whatever fails, one of two things must be true:
 *
 * - The request is answered as it should be, mostly with success, and the answer is true of what is stored.
 * - It is answered 503 with `Retry-After`. The same request, sent once more as it is and without a fault, is then
 *   answered so: nothing that the first one left behind is in its way, or is there twice.
 *
 * How to use it: start engines with `aStage()` or `aService()`; then, in a test for each of `FAULTS`,
 *
 *     const failed = await failEachCall('cancel-booking', fault, {
 *       arrange: async () => aBookingOf(await it.aPerson()),
 *       request: ({ eventId, bookingId, token }) => ({ path: { eventId, bookingId }, token, body: {} }),
 *       check: async ({ arranged, answer }) => { … read the table, and compare it with the answer … },
 *     });
 *     expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', 'PutItemCommand'])));
 *
 * Calls that only read fail by `throttle` alone: a lost answer to a read is repeated in the same way. Each run has a process of its own that has just started (`cold-process.ts`), so calls that a warm one would save fail,
 * too: the signing key, the event's facts. Calls to the queue are not failed. A run takes about 0.3 s.
 */
import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import type { RouteName } from '../../functions/http/routes.ts';
import type { Table } from '../../functions/store/client.ts';
import { type ColdProcess, type RouteRequest, startColdProcess } from './cold-process.ts';
import { type Fault, failCall } from './tampering.ts';

/** The ways in which any call can fail. */
export const FAULTS = ['throttle', 'lost-before', 'lost-after', 'sent-twice'] as const satisfies Fault[];

/** Calls that change nothing. */
const READS = new Set(['BatchGetItemCommand', 'GetItemCommand', 'QueryCommand']);

const canFail = (fault: Fault, command: string) => fault === 'throttle' || !READS.has(command);

/** Of these calls, those that fail by this fault. */
export function failing(fault: Fault, commands: string[]): string[] {
  return commands.filter((command) => canFail(fault, command));
}

/** More calls than any request makes: beyond that it repeats itself without end. */
const CALLS_MAX = 60;

export type Subject<Arranged> = {
  /** Makes what the request needs. It runs before each request, and none of its calls fail. */
  arrange: () => Promise<Arranged>;
  request: (arranged: Arranged) => RouteRequest;
  /**
   * Compares what is stored with the answer: that of the request, or of its repeat if `wasBusy`. `failed` is the name of
   * the call that failed, if one did. @throws what a test throws.
   */
  check: (run: Run & { arranged: Arranged; answer: ApiAnswer }) => Promise<void>;
  /** The status of a request that is rightly refused; undefined: it is to succeed. */
  refusedWith?: number;
};

export type Run = { wasBusy: boolean; failed: string | undefined };

/** Each of these calls, where it was the one that failed, was survived: its request was not answered 503. */
export function expectSurvived(commands: string[], { failed, wasBusy }: Run): void {
  if (failed !== undefined && commands.includes(failed)) expect(wasBusy).toBe(false);
}

type KeyCase = [string, () => { idempotencyKey?: string }];

/** A key changes what a repeat meets, so requests with one matter where a call may have had an effect. */
export function keysFor(fault: Fault): KeyCase[] {
  const withKey: KeyCase = ['with a key', () => ({ idempotencyKey: randomUUID() })];
  const hasEffect = fault === 'lost-after' || fault === 'sent-twice';
  return [['without a key', () => ({})], ...(hasEffect ? [withKey] : [])];
}

/**
 * `start` starts the process of a run. @returns the names of the calls that failed, in their order. The last run, in
 * which nothing fails, is checked as well. @throws with the call that failed when an answer is neither of the two, or
 * the check throws.
 */
export async function failEachCall<Arranged>(
  name: RouteName,
  fault: Fault,
  subject: Subject<Arranged>,
  start = startColdProcess,
): Promise<string[]> {
  const failed: string[] = [];
  while (failed.length < CALLS_MAX) {
    const command = await runOnce(() => start(name), { name, fault, place: failed.length }, subject);
    if (command === undefined) return failed;
    failed.push(command);
  }
  throw new Error(`${name} takes more than ${CALLS_MAX} calls.`);
}

/** @returns the name of the call that failed; undefined when the request had no call at this place. */
async function runOnce<Arranged>(
  start: () => Promise<ColdProcess>,
  { name, fault, place }: { name: RouteName; fault: Fault; place: number },
  { arrange, request, check, refusedWith }: Subject<Arranged>,
): Promise<string | undefined> {
  const arranged = await arrange();
  const cold = await start();
  const failure = failCallAt(cold.table, place, fault);
  try {
    const first = await cold.send(request(arranged));
    cold.table.client.middlewareStack.remove(FAILURE);
    const wasBusy = first.status === 503;
    if (wasBusy && !(Number(first.headers['retry-after']) > 0)) throw new Error('503 without Retry-After.');
    const answer = wasBusy ? await cold.send(request(arranged)) : first;
    const isExpected = refusedWith === undefined ? answer.status < 300 : answer.status === refusedWith;
    if (!isExpected) {
      const which = wasBusy ? 'The repeat of a request that was answered 503' : 'The request';
      throw new Error(`${which} was answered ${answer.status} ${JSON.stringify(answer.body)}.`);
    }
    await check({ arranged, answer, wasBusy, failed: failure.command });
  } catch (cause) {
    const what = failure.command === undefined ? 'without a fault' : `${failure.command}, ${fault}`;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${name}, call ${place + 1} (${what}): ${why}`, { cause });
  } finally {
    cold.end();
  }
  return failure.command;
}

const FAILURE = 'failCallAt';

/** Lets the call at this place fail, and no other. `command` is its name, once it has failed. */
function failCallAt(table: Table, place: number, fault: Fault): { command?: string } {
  const failure: { command?: string } = {};
  let calls = 0;
  table.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        if (!canFail(fault, commandName)) return next(args);
        calls += 1;
        if (calls !== place + 1) return next(args);
        failure.command = commandName;
        return failCall(fault, () => next(args));
      },
    { step: 'initialize', name: FAILURE },
  );
  return failure;
}
