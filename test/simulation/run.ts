/** One run: a world of its own made from a plan, the plan carried out in it, and what was found. */
import { createHash } from 'node:crypto';
import { Chance } from './chance.ts';
import { checkInstant } from './check-instant.ts';
import { VirtualClock } from './clock.ts';
import type { Engine } from './engine.ts';
import { type Faults, NO_FAULTS } from './faults.ts';
import { replaceGlobals } from './globals.ts';
import type { Guard } from './guards.ts';
import { type bundleFunctions, LambdaPool } from './lambda.ts';
import { Network } from './network.ts';
import { People } from './people.ts';
import { toPicture } from './picture.ts';
import { type QueueEngine, SimulatedQueue } from './queue.ts';
import { RunRecord, type Violation } from './record.ts';
import { everybodyGivesBack, judgeRest, unrest } from './rest.ts';
import type { Plan } from './workload.ts';

export type Engines = {
  dynamo: Engine;
  queue: QueueEngine;
  code: Awaited<ReturnType<typeof bundleFunctions>>;
};

export type RunResult = {
  eventId: string;
  violations: Violation[];
  /** One line for each thing that happened, with its instant. */
  log: string[];
  /** Of the log: two runs with the same digest went the same way. */
  digest: string;
  /** From the end of the faults until everything was at rest, ms of virtual time. */
  restAfterMs: number;
  calls: number;
};

const STARTS_AT = Date.parse('2030-01-01T00:00:00Z');
const SWEEP_EVERY_MS = 60_000;
const SWEEP_TIMEOUT_MS = 30_000;
/**
 * Offers that run out one after the other take a sweep each; anything else rests after two sweeps and a visibility
 * timeout.
 */
const REST_STEP_MS = 20_000;
const REST_STEPS_MAX = 120;
const SECRET_BYTES = 32;

let runs = 0;

export async function run(plan: Plan, engines: Engines, guard?: Guard): Promise<RunResult> {
  runs += 1;
  const name = `simulation-${runs}`;
  const log: string[] = [];
  let calls = 0;
  let faults: Faults = NO_FAULTS;
  const clock = new VirtualClock(STARTS_AT, () => pool.isRunning);
  const onLog = (line: string) => {
    calls += 1;
    log.push(`${((clock.now - STARTS_AT) / 1000).toFixed(4)} ${line}`);
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
  const network = new Network({
    clock,
    engine: engines.dynamo,
    queue,
    faults: () => faults,
    tampering: guard?.tampering ?? {},
    onWrite: async () => {
      const picture = toPicture(await engines.dynamo.scan(name));
      if (picture !== undefined) checkInstant(record, picture);
      record.isGone = picture === undefined && record.latest !== undefined;
    },
    onLog,
  });
  const env = { TABLE_NAME: name, QUEUE_URL: '', PUBLIC_ORIGIN: 'http://simulated' };
  const pool = new LambdaPool({
    code: engines.code,
    clock,
    network,
    seed: plan.seed,
    env,
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
    const signingKey = chance.bytes(SECRET_BYTES);
    const ticketSecret = chance.bytes(SECRET_BYTES);
    for (const [what, secret] of [
      ['SIGNING-KEY', signingKey],
      ['TICKET-SECRET', ticketSecret],
    ] as const) {
      await engines.dynamo.put(name, {
        pk: { S: what },
        sk: { S: what },
        secret: { B: secret.toString('base64') },
      });
    }
    const gatewaySkewMs = chance.between(-skew, skew);
    const people = new People({
      clock,
      pool,
      record,
      seed: plan.seed,
      signingKey,
      ticketSecret,
      gatewaySkewMs,
      changeRequest: guard?.changeRequest,
      onLog,
    });
    for (const item of people.accountItems(plan.operations)) await engines.dynamo.put(name, item);
    await people.createEvent(plan.event, clock.now);
    queue.poll(pool);
    if (!guard?.hasNoSweep) sweep(clock, pool);

    const begin = clock.now;
    faults = plan.faults;
    people.begin(plan.operations);
    const isBroken = () => record.violations.length > 0;
    await clock.runUntil(begin + plan.faultsEndAt, isBroken);
    faults = NO_FAULTS;
    onLog('faults stop');
    /** @returns why it did not, if it did not. */
    const comeToRest = async (): Promise<string | undefined> => {
      let reason: string | undefined;
      for (let step = 0; step < REST_STEPS_MAX && !isBroken(); step += 1) {
        const { waiting } = await queue.counts();
        const picture = record.latest;
        reason = picture && !record.isGone ? unrest(picture, clock.now) : undefined;
        if (waiting > 0) reason ??= `${waiting} messages are still in the queue`;
        if (people.areWaiting) reason ??= 'somebody still waits for an answer';
        if (reason === undefined) return undefined;
        await clock.runUntil(clock.now + REST_STEP_MS, isBroken);
      }
      return reason;
    };
    const stoppedAt = clock.now;
    const reason = await comeToRest();
    if (reason !== undefined && !isBroken()) record.fail('NoLostTicket', reason);
    const restAfterMs = clock.now - stoppedAt;
    await people.repeatAll();
    await clock.runUntil(clock.now + REST_STEP_MS, isBroken);
    await comeToRest();
    const now = () => clock.now;
    if (!isBroken()) await judgeRest({ people, record, now, counts: () => queue.counts() });
    if (!isBroken()) {
      const deadEnd = await everybodyGivesBack({ people, record, now, comeToRest });
      if (deadEnd !== undefined && !isBroken()) record.fail('NoLostTicket', deadEnd);
    }
    const digest = createHash('sha256').update(log.join('\n')).digest('hex').slice(0, 16);
    return { eventId: people.eventId, violations: record.violations, log, digest, restAfterMs, calls };
  } finally {
    restore();
    await queue.close();
    await engines.dynamo.deleteTable(name);
  }
}

function sweep(clock: VirtualClock, pool: LambdaPool): void {
  let round = 0;
  const once = () => {
    round += 1;
    const call = {
      function: 'workers/sweep-attention' as const,
      event: {},
      name: `sweep ${round}`,
      timeoutMs: SWEEP_TIMEOUT_MS,
    };
    pool.invoke(call, () => undefined);
    clock.after(SWEEP_EVERY_MS, once);
  };
  clock.after(SWEEP_EVERY_MS / 2, once);
}
