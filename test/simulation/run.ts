/** Carries out one plan in a simulated world of its own, and returns the broken guarantees. */
import { createHash } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import { leftUnserved, unsettled } from '../../functions/domain/verify/check-settled.ts';
import { secretKey, toSecretItem } from '../../functions/store/items/secret.ts';
import { toTokenKeysItem } from '../../functions/store/items/token-keys.ts';
import type { Item } from '../../functions/store/table/item.ts';
import { Chance } from './chance.ts';
import { VirtualClock } from './clock.ts';
import type { Engine, WireItem } from './engine.ts';
import { type Faults, NO_FAULTS } from './faults.ts';
import { ORIGIN } from './gateway.ts';
import { replaceGlobals } from './globals.ts';
import type { Guard } from './guard.ts';
import { type bundleFunctions, LambdaPool } from './lambda.ts';
import { Followers } from './line/followers.ts';
import { Network } from './network.ts';
import { tellEverybody } from './notices/settle.ts';
import { NOT_TOLD_YET, SimulatedNotices } from './notices/world.ts';
import { People } from './people.ts';
import { type QueueEngine, SimulatedQueue } from './queue.ts';
import { RunRecord, type Said } from './record.ts';
import { everybodyGivesBack, judgeSettled } from './settle.ts';
import { WrittenItems } from './snapshot.ts';
import { PRIVATE_KEY, TOKEN_KEY_ID, TOKEN_KEYS_OF_RUNS } from './token-keys.ts';
import type { Plan } from './workload.ts';

export type Engines = {
  dynamo: Engine;
  queue: QueueEngine;
  code: Awaited<ReturnType<typeof bundleFunctions>>;
};

export type RunResult = {
  eventId: string;
  violations: Said[];
  /** What happened, one line each, with its instant in s since the start. */
  log: string[];
  /** The digest of the log: two runs with the same digest went the same way. */
  digest: string;
  /** From the end of the faults until the service had settled, ms of virtual time. */
  settledAfterMs: number;
  calls: number;
};

const STARTS_AT = Date.parse('2030-01-01T00:00:00Z');
const SWEEP_EVERY_MS = 60_000;
const SWEEP_TIMEOUT_MS = 30_000;
/**
 * Offers that expire one after the other take a sweep each; everything else settles within two sweeps and a
 * visibility timeout.
 */
const REST_STEP_MS = 20_000;
const REST_STEPS_MAX = 400;
/** A claim lasts a minute, and what failed during the faults is tried again within two. Counted since the last other change. */
const TOLD_STEPS_MAX = 30;
const SECRET_BYTES = 32;

/** An item as the engine takes it: bytes in base64. */
function wired({ secret, ...item }: Item): WireItem {
  const bytes = secret instanceof Uint8Array && { secret: { B: Buffer.from(secret).toString('base64') } };
  return { ...(marshall(item) as unknown as WireItem), ...bytes };
}

let runs = 0;

export async function run(plan: Plan, engines: Engines, guard?: Guard): Promise<RunResult> {
  runs += 1;
  const name = `simulation-${runs}`;
  const log: string[] = [];
  let calls = 0;
  let faults: Faults = NO_FAULTS;
  const clock = new VirtualClock(STARTS_AT, () => lambdas.isRunning);
  const onLog = (text: string) => {
    calls += 1;
    log.push(`${((clock.now - STARTS_AT) / 1000).toFixed(4)} ${text}`);
  };
  const skew = plan.faults.clockSkewMs;
  const record = new RunRecord(() => clock.now, 2 * skew);
  const queue = new SimulatedQueue({
    engine: engines.queue,
    name,
    clock,
    seed: plan.seed,
    faults: () => faults,
    onLog,
  });
  const notices =
    plan.notices && new SimulatedNotices({ clock, seed: plan.seed, faults: plan.notices, onLog });
  const written = new WrittenItems();
  const network = new Network({
    clock,
    engine: engines.dynamo,
    queue,
    notices,
    faults: () => faults,
    tampering: guard?.tampering ?? {},
    onWrite: async (keys) => {
      written.replace(keys, await engines.dynamo.read(name, keys));
      const snapshot = written.snapshot();
      if (snapshot !== undefined) record.onWrite(snapshot);
      record.isGone = snapshot === undefined && record.latest !== undefined;
    },
    onLog,
  });
  const env = {
    TABLE_NAME: name,
    // The secrets are in the same table, so that reading them has faults, too.
    SECRETS_TABLE_NAME: name,
    // A line of each request has the real time that it took, by which no two runs would be the same.
    LOG_LEVEL: 'WARN',
    QUEUE_URL: '',
    PUBLIC_ORIGIN: ORIGIN,
    CUSTOMER_MAIL: 'on',
    RATE_LIMITS: 'off',
  };
  const lambdas = new LambdaPool({
    code: engines.code,
    clock,
    network,
    seed: plan.seed,
    // Where nobody is told, erasing a person must not wait for it.
    envOf: (name) => (name === 'api/erase-booking' && !notices ? { ...env, CUSTOMER_MAIL: 'off' } : env),
    clockSkewMs: skew,
    coldStarts: plan.faults.coldStarts,
    onLog,
  });

  await engines.dynamo.createTable(name);
  const restore = replaceGlobals(clock, plan.seed);
  try {
    await queue.open();
    env.QUEUE_URL = queue.url;
    const chance = new Chance(plan.seed, 'secrets');
    const ticketSecret = chance.bytes(SECRET_BYTES);
    const secrets = [
      toSecretItem(secretKey({ kind: 'derived' }), chance.bytes(SECRET_BYTES)),
      toSecretItem(secretKey({ kind: 'tickets' }), ticketSecret),
      toSecretItem(secretKey({ kind: 'token-keys', id: TOKEN_KEY_ID }), PRIVATE_KEY),
    ];
    for (const item of [toTokenKeysItem(TOKEN_KEYS_OF_RUNS), ...secrets])
      await engines.dynamo.put(name, wired(item));
    const gatewaySkewMs = chance.between(-skew, skew);
    const gateway = { clock, lambdas, gatewaySkewMs, changeRequest: guard?.changeRequest };
    const people = new People({ ...gateway, record, seed: plan.seed, ticketSecret, onLog });
    for (const item of people.accountItems(plan.operations)) await engines.dynamo.put(name, item);
    const beginsAt = await people.createEvent(plan.event, clock.now);
    const followers = new Followers(people.eventId, { ...gateway, record, onLog });
    queue.poll(lambdas);
    notices?.read(lambdas);
    if (!guard?.hasNoSweep) sweep(clock, lambdas);

    if (beginsAt > clock.now) await clock.runUntil(beginsAt);
    const begin = clock.now;
    faults = plan.faults;
    notices?.beginFaults();
    people.begin(plan.operations);
    followers.begin(plan.followers ?? [], people.accounts);
    const isBroken = () => record.violations.length > 0;
    await clock.runUntil(begin + plan.faultsEndAt, isBroken);
    faults = NO_FAULTS;
    notices?.endFaults();
    onLog('faults end');
    /** @returns why the service did not settle; undefined if it did. */
    const waitUntilSettled = async (): Promise<string | undefined> => {
      let reason: string | undefined;
      let stepsUntold = 0;
      for (let step = 0; step < REST_STEPS_MAX && !isBroken(); step += 1) {
        const { messages } = await queue.depth();
        const snapshot = record.latest;
        const isThere = snapshot !== undefined && !record.isGone;
        reason = isThere ? (unsettled(snapshot, clock.now) ?? leftUnserved(snapshot)) : undefined;
        if (messages > 0) reason ??= `${messages} messages are still in the queue`;
        if (people.areWaiting) reason ??= 'a request has no answer yet';
        if (notices !== undefined) reason ??= notices.unsettled(await engines.dynamo.scan(name));
        if (reason === undefined) return undefined;
        stepsUntold = NOT_TOLD_YET.includes(reason) ? stepsUntold + 1 : 0;
        if (stepsUntold > TOLD_STEPS_MAX) return reason;
        await clock.runUntil(clock.now + REST_STEP_MS, isBroken);
      }
      return reason;
    };
    const fail = (says: string) => {
      const guarantee = NOT_TOLD_YET.includes(says) ? 'Notified' : 'NoLostTicket';
      record.fail({ guarantee, says });
    };
    const stoppedAt = clock.now;
    const reason = await waitUntilSettled();
    if (reason !== undefined && !isBroken()) fail(reason);
    const settledAfterMs = clock.now - stoppedAt;
    await people.repeatAll();
    await clock.runUntil(clock.now + REST_STEP_MS, isBroken);
    await waitUntilSettled();
    const now = () => clock.now;
    if (!isBroken()) await judgeSettled({ people, record, now, depth: () => queue.depth() });
    if (!isBroken()) record.fail(...(await followers.judge(isBroken)));
    if (notices !== undefined && !isBroken()) {
      const { eventId } = people;
      // Before everybody gives back, which wakes the sender for every booking.
      const scan = () => engines.dynamo.scan(name);
      await tellEverybody({ notices, record, eventId, lambdas, scan, now, waitUntilSettled });
    }
    if (!isBroken()) {
      const deadEnd = await everybodyGivesBack({ people, record, now, waitUntilSettled });
      if (deadEnd !== undefined && !isBroken()) fail(deadEnd);
      if (!isBroken()) record.fail(...(await followers.judge(isBroken)));
    }
    followers.end();
    if (notices !== undefined && !isBroken()) {
      await waitUntilSettled();
      record.fail(...notices.violations(record));
    }
    const digest = createHash('sha256').update(log.join('\n')).digest('hex').slice(0, 16);
    return { eventId: people.eventId, violations: record.violations, log, digest, settledAfterMs, calls };
  } finally {
    restore();
    await queue.close();
    await engines.dynamo.deleteTable(name);
  }
}

function sweep(clock: VirtualClock, lambdas: LambdaPool): void {
  let round = 0;
  const once = () => {
    round += 1;
    const call = {
      function: 'workers/sweep-pending-work' as const,
      event: {},
      name: `sweep ${round}`,
      timeoutMs: SWEEP_TIMEOUT_MS,
    };
    lambdas.invoke(call, () => undefined);
    clock.after(SWEEP_EVERY_MS, once);
  };
  clock.after(SWEEP_EVERY_MS / 2, once);
}
