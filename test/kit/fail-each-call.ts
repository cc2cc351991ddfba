/**
 * Runs a request repeatedly and fails another of its calls to the table each time: the first call, then the
 * second, until a run has no further call that could fail. In each run one of two things must be true:
 *
 * - The request gets its expected answer, usually a success, and the answer matches what is stored.
 * - The request is answered 503 with `Retry-After`, and an identical request without a fault then gets the
 *   expected answer: what the first one left behind neither blocks it nor is duplicated by it.
 *
 * Usage: start the engines with `createTestTable()` or `aService()`; then, in a test for each of `FAULTS`,
 *
 *     const failed = await failEachCall('cancel-booking', fault, {
 *       arrange: async () => aBookingOf(await it.aPerson()),
 *       request: ({ eventId, bookingId, token }) => ({ path: { eventId, bookingId }, token, body: {} }),
 *       check: async ({ arranged, answer }) => { … read the table, and compare it with the answer … },
 *     });
 *     expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', 'PutItemCommand'])));
 *
 * Reads fail with `throttle` only, because a read whose answer is lost is retried in the same way. Each run
 * uses a newly started process (`cold-process.ts`), so calls that a warm process saves fail, too: those that
 * read the signing key and the event. Calls to the queue do not fail. A run takes about 0.3 s.
 */
import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import type { RouteName } from '../../functions/http/routes.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { type ColdProcess, type RouteRequest, startColdProcess } from './cold-process.ts';
import { type Fault, failCall } from './tampering.ts';

/** The faults that a write can have; reads have `throttle` only. */
export const FAULTS = ['throttle', 'lost-before', 'lost-after', 'sent-twice'] as const satisfies Fault[];

/** The commands that only read. */
const READS = new Set(['BatchGetItemCommand', 'GetItemCommand', 'QueryCommand']);

const canFail = (fault: Fault, command: string) => fault === 'throttle' || !READS.has(command);

/** @returns those of the commands that can have this fault. */
export function failing(fault: Fault, commands: string[]): string[] {
  return commands.filter((command) => canFail(fault, command));
}

/** No request makes so many calls; more mean an endless retry. */
const CALLS_MAX = 60;

export type Subject<Arranged> = {
  /** Prepares what the request needs. It runs before each request, and none of its calls fail. */
  arrange: () => Promise<Arranged>;
  request: (arranged: Arranged) => RouteRequest;
  /**
   * Compares the stored items with the answer to the request, or to its repeat if `wasBusy`. `failed` is the
   * name of the command that failed, if any. @throws a failed assertion.
   */
  check: (run: Run & { arranged: Arranged; answer: ApiAnswer }) => Promise<void>;
  /** The expected status of a request that is refused; undefined if it succeeds. */
  refusedWith?: number;
};

export type Run = { wasBusy: boolean; failed: string | undefined };

/** Expects that the request was not answered 503 if one of these commands is the one that failed. */
export function expectSurvived(commands: string[], { failed, wasBusy }: Run): void {
  if (failed !== undefined && commands.includes(failed)) expect(wasBusy).toBe(false);
}

type KeyCase = [string, () => { idempotencyKey?: string }];

/**
 * With a fault that may take effect, a request is also tried with a key: the key decides how a repeat is
 * answered.
 */
export function keysFor(fault: Fault): KeyCase[] {
  const withKey: KeyCase = ['with a key', () => ({ idempotencyKey: randomUUID() })];
  const hasEffect = fault === 'lost-after' || fault === 'sent-twice';
  return [['without a key', () => ({})], ...(hasEffect ? [withKey] : [])];
}

/**
 * `start` starts the process of a run. The last run, in which no call fails, is checked as well.
 * @returns the names of the commands that failed, in their order.
 * @throws with the name of the failed command if the answer is neither the expected one nor 503, or the check
 * throws.
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

/**
 * @returns the name of the command that failed; undefined if the request makes fewer calls. `place` counts
 * from 0.
 */
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

/** Makes the call number `place` (from 0) fail. `command` of the result is its name, once it has failed. */
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
