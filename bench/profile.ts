/**
 * Profiles the processor time of a booking in the service under HTTP load. The load and the DynamoDB engine
 * run in other processes and are not included; the queue's engine runs in the service but is idle while
 * tickets last.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { apiClient } from '../bin/local/api-client.ts';
import { makePeople, makePerson, type Person } from '../bin/local/people.ts';
import { type Stage, startTestedService } from '../bin/onsale/tested-service.ts';
import type { Findings, Measurement } from './measurement.ts';
import { cpuMsOf } from './processor-time.ts';
import { readSamples, type Sample } from './profile/cpu-profile.ts';
import { drawFlameGraph } from './profile/flame-graph.ts';
import { ownerOf } from './profile/owners.ts';
import { rounded } from './statistics.ts';

const CONNECTIONS = 50;
const WARM_UP_BOOKINGS = 3_000;
const BOOKINGS = 6_000;
/** More than the buyers request, so that every request is confirmed. */
const CAPACITY = 20_000;

const monotonicMicroseconds = () => Number(process.hrtime.bigint() / 1000n);

/** Each buyer books one ticket. @throws when an answer is not 201. */
async function book(url: string, eventId: string, people: Person[]): Promise<void> {
  const client = apiClient(url, CONNECTIONS);
  const buyers = [...people];
  const buyInTurn = async () => {
    for (let buyer = buyers.pop(); buyer !== undefined; buyer = buyers.pop()) {
      const { token } = buyer;
      const call = { path: `/v1/events/${eventId}/bookings`, token, body: { quantity: 1 } };
      const { status } = await client.call(call);
      if (status !== 201) throw new Error(`A booking was answered ${status}.`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, buyInTurn));
  client.close();
}

/**
 * The time of the measured bookings on the clock of the profile, and the service's processor time for them.
 */
type Span = { from: number; to: number; cpuMs: number };

async function bookUnderProfile({ url, pid }: Stage): Promise<Span> {
  const client = apiClient(url, 1);
  const body = { name: 'Profile', startsAt: '2099-01-01T20:00:00Z', capacity: CAPACITY };
  const { token } = await makePerson('organizer');
  const event = await client.call({ path: '/v1/events', token, body });
  client.close();
  await book(url, event.body.id, await makePeople(WARM_UP_BOOKINGS));
  console.log(`Warm after ${WARM_UP_BOOKINGS} bookings. Profiling ${BOOKINGS} …`);
  const buyers = await makePeople(BOOKINGS);
  const cpuBefore = cpuMsOf(pid);
  const from = monotonicMicroseconds();
  await book(url, event.body.id, buyers);
  return { from, to: monotonicMicroseconds(), cpuMs: cpuMsOf(pid) - cpuBefore };
}

type Run = { samples: Sample[]; cpuMs: number; seconds: number };

/**
 * @returns the samples of the measured bookings without idle time. The service writes its profile on exit.
 */
async function profileService(directory: string): Promise<Run> {
  process.env['NODE_OPTIONS'] = `--cpu-prof --cpu-prof-dir=${directory}`;
  const stage = await startTestedService();
  const booking = bookUnderProfile(stage);
  const { from, to, cpuMs } = await booking.finally(stage.stop);
  const file = readdirSync(directory).find((name) => name.endsWith('.cpuprofile')) ?? '';
  const samples = readSamples(path.join(directory, file), from, to);
  const busy = samples.filter(({ node }) => ownerOf(node) !== 'idle');
  return { samples: busy, cpuMs, seconds: (to - from) / 1e6 };
}

/** @returns the percentage of the processor time by owner, largest first. */
function sharesOf(samples: Sample[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { node, ms } of samples) sums[ownerOf(node)] = (sums[ownerOf(node)] ?? 0) + ms;
  const whole = samples.reduce((sum, { ms }) => sum + ms, 0);
  const shares = Object.entries(sums).map(([owner, ms]): [string, number] => [
    owner,
    rounded((ms / whole) * 100, 1),
  ]);
  return Object.fromEntries(shares.sort(([, a], [, b]) => b - a));
}

/** The most that own code and its libraries may take, in percent of a booking's processor time. */
const OWN_SHARE_GOAL = 15;

async function measure(): Promise<Findings> {
  const directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-profile-'));
  try {
    return findingsOf(await profileService(directory));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function findingsOf({ samples, cpuMs, seconds }: Run): Findings {
  const shares = sharesOf(samples);
  const cpuMsPerBooking = rounded(cpuMs / BOOKINGS, 3);
  const shareOf = (pattern: RegExp) => {
    const some = Object.entries(shares).filter(([owner]) => pattern.test(owner));
    return rounded(
      some.reduce((sum, [, share]) => sum + share, 0),
      1,
    );
  };
  const ownShare = shareOf(/^own/);
  /** Everything but the SDK, Node and the local replacements of AWS. */
  const ownAndLibrariesShare = shareOf(/^(own|middy|zod|jws)/);
  /** The parts that do not run on Lambda. */
  const localShare = shareOf(/^local|HTTP server/);
  console.table(shares);
  const figure = `${ownShare} %, ${ownAndLibrariesShare} % with its libraries`;
  const met = ownAndLibrariesShare <= OWN_SHARE_GOAL;
  const title = 'Where the processor time of a booking goes';
  const subtitle = `${BOOKINGS} bookings over HTTP in ${seconds.toFixed(1)} s, ${cpuMsPerBooking} ms each. Orange: own code. Blue: the SDK. Green: libraries. Grey: Node. Yellow: local replacements of AWS.`;
  return {
    warmUp: `${WARM_UP_BOOKINGS} bookings`,
    load: { bookings: BOOKINGS, connections: CONNECTIONS },
    figures: { cpuMsPerBooking, ownShare, ownAndLibrariesShare, localShare, shares },
    goals: [{ id: 'own-code', met, figure }],
    pictures: [{ name: 'flame-graph', svg: drawFlameGraph(samples, title, subtitle), isForDocs: true }],
  };
}

export const profile: Measurement = {
  name: 'profile',
  about: 'the processor time of a booking by owner, as shares and as a flame graph',
  seconds: 10,
  measure,
};
