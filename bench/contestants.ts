/**
 * Starts the contestants: Boxoffice on its embedded engines, the bare SDK on the same engine as its lower
 * bound, and two yardsticks on MariaDB. Each runs in a separate process.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startDynamoEngine } from '../bin/local/dynamo-engine.ts';
import { makePeople, makePerson } from '../bin/local/people.ts';
import { type Stage, startTestedService } from '../bin/onsale/tested-service.ts';
import { runtime, storePorts, table } from '../functions/compose.ts';
import { availabilityNow } from '../functions/domain/process/read-availability.ts';
import { brokenIn } from '../test/kit/audits.ts';
import { type Contestant, until } from './contestant.ts';
import type { Mariadb } from './yardsticks/mariadb.ts';

const YARDSTICKS = path.join(import.meta.dirname, 'yardsticks');
const LOOK_INTERVAL_MS = 10;

/** Audits the event. @throws with the findings when a guarantee is broken. */
export async function verifyByAudit(eventId: string): Promise<void> {
  const broken = await brokenIn(table(), eventId);
  if (broken.length > 0) throw new Error(`The audit found: ${JSON.stringify(broken)}`);
}

export async function startBoxoffice(): Promise<Contestant> {
  return boxofficeOn(await startTestedService());
}

/** The table of this process has to be that of the service. */
export function boxofficeOn(stage: Stage): Contestant {
  const { enginePid } = stage;
  if (enginePid === undefined)
    throw new Error('This measures the embedded engine. Unset AWS_ENDPOINT_URL_DYNAMODB.');
  const { events, waitlist, cache } = storePorts();
  return {
    name: 'boxoffice',
    url: stage.url,
    pids: { server: stage.pid, database: enginePid },
    buyers: (count) => makePeople(count),
    createEvent: async (capacity) => ({
      path: '/v1/events',
      token: (await makePerson('organizer')).token,
      body: { name: 'Bench', startsAt: '2099-01-01T20:00:00Z', capacity },
    }),
    book: (eventId, { id, token }, quantity) => ({
      path: `/v1/events/${eventId}/bookings`,
      token,
      headers: { 'idempotency-key': id },
      body: { quantity },
    }),
    cancel: (eventId, bookingId, { token }) => ({
      method: 'POST',
      path: `/v1/events/${eventId}/bookings/${bookingId}/cancel`,
      token,
    }),
    counts: async (eventId) => {
      const event = await cache.refresh(eventId);
      const { booked, waiting } = await availabilityNow(event, { events, waitlist, runtime });
      return { held: booked, waiting };
    },
    untilPromoted: (eventId, count) => {
      const isDone = async () => {
        const { served, servingUpTo } = await waitlist.read(await cache.get(eventId));
        return served >= count && servingUpTo === undefined;
      };
      return until(isDone, `${count} promotions`, LOOK_INTERVAL_MS);
    },
    verify: verifyByAudit,
    stop: stage.stop,
  };
}

type Child = { url: string; pid: number; stop: () => Promise<void> };

async function startChild(script: string, env: Record<string, string>): Promise<Child> {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, NODE_ENV: 'production', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  };
  return { url: await readyUrl(child), pid: child.pid ?? 0, stop };
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.once('exit', () => reject(new Error('A contestant exited before it was ready.')));
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      const url = /ready (http:\/\/\S+)/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}

/** A contestant that implements the contract of `yardsticks/contract.ts`. */
function contestantOf(name: string, { url, pid, stop }: Child, database: number): Contestant {
  const counts = async (eventId: string) => {
    const answer = await fetch(`${url}/events/${eventId}`);
    const { confirmed, waiting } = (await answer.json()) as { confirmed: number; waiting: number };
    return { held: confirmed, waiting };
  };
  return {
    name,
    url,
    pids: { server: pid, database },
    buyers: async (count) => Array.from({ length: count }, (_, n) => ({ id: `buyer-${n}`, token: '' })),
    createEvent: async (capacity) => ({ path: '/events', body: { capacity } }),
    book: (eventId, { id }, quantity) => ({
      path: `/events/${eventId}/bookings`,
      headers: { 'x-user': id },
      body: { quantity },
    }),
    cancel: (eventId, bookingId) => ({
      method: 'POST',
      path: `/events/${eventId}/bookings/${bookingId}/cancel`,
    }),
    counts,
    // They promote in the transaction of the cancellation, so all is done when that is answered.
    untilPromoted: async () => {},
    verify: async () => {},
    stop,
  };
}

/** The lower bound for Boxoffice, on another instance of the engine, whose data are in a file, too. */
async function startBareSdk(): Promise<Contestant> {
  const directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-bare-'));
  const engine = await startDynamoEngine(directory);
  const child = await startChild(path.join(import.meta.dirname, 'bare-sdk.ts'), engine.variables);
  const stop = async () => {
    await child.stop();
    await engine.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  return contestantOf('bare-sdk', { ...child, stop }, engine.pid);
}

/**
 * Starts MariaDB, importing its module only when it is needed, since most measurements do without.
 * @throws an error that says what to do when the yardsticks are not installed.
 */
async function startDatabase(): Promise<Mariadb> {
  if (!existsSync(path.join(YARDSTICKS, 'node_modules'))) {
    throw new Error('The yardsticks are not installed. Run `npm ci --prefix bench/yardsticks` first.');
  }
  const { startMariadb } = await import('./yardsticks/mariadb.ts');
  return startMariadb();
}

async function startYardstick(name: string, { socketPath, pid }: Mariadb): Promise<Contestant> {
  const script = path.join(YARDSTICKS, `${name}.ts`);
  return contestantOf(name, await startChild(script, { DATABASE_SOCKET: socketPath }), pid);
}

/** The contestants other than Boxoffice. */
export type Name = 'bare-sdk' | 'sequelize-row-lock' | 'two-statements';

export type Field = { contestants: Contestant[]; versions: Record<string, string> };

/** Starts Boxoffice and `others` for `work`, and always stops them. */
export async function withContestants<Result>(
  others: Name[],
  work: (field: Field) => Promise<Result>,
): Promise<Result> {
  const stops: (() => Promise<void>)[] = [];
  const contestants: Contestant[] = [];
  const add = (contestant: Contestant) => {
    contestants.push(contestant);
    stops.push(contestant.stop);
  };
  try {
    const database = await startDatabase();
    stops.push(database.stop);
    add(await startBoxoffice());
    for (const name of others) {
      add(name === 'bare-sdk' ? await startBareSdk() : await startYardstick(name, database));
    }
    return await work({ contestants, versions: { mariadb: database.version } });
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}
