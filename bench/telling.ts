/**
 * Measures how soon promoted customers are told: 10,000 waiters are promoted at once by more capacity, and each gets a
 * mail with the code of the ticket. The rate is their number divided by the time from the request until the last mail
 * was accepted, so it contains the promotions. The mails of their joins are sent before it begins.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiClient } from '../bin/local/api-client.ts';
import { prepareSdk } from '../bin/local/engines.ts';
import { readEventSnapshot } from '../bin/local/event-snapshot.ts';
import { enginesOn, recordedEndpoint } from '../bin/local/left-engine.ts';
import { startServiceProcess } from '../bin/local/service-process.ts';
import { shareWithService } from '../bin/local/shared-service.ts';
import type { Stage } from '../bin/onsale/tested-service.ts';
import { storePorts, table } from '../functions/compose.ts';
import type { Event } from '../functions/domain/model/event.ts';
import { NOTICES_AT_ONCE } from '../functions/domain/model/limits.ts';
import type { NoticeKind } from '../functions/domain/model/notice.ts';
import { noticeStore } from '../functions/store/notices.ts';
import type { Contestant } from './contestant.ts';
import { boxofficeOn } from './contestants.ts';
import type { Findings, Measurement, Settings } from './measurement.ts';
import { cpuMsOf } from './processor-time.ts';
import { buy } from './sale.ts';
import { quantile, rounded } from './statistics.ts';

const PROMOTIONS = 10_000;
const CONNECTIONS = 32;
const LOOK_INTERVAL_MS = 1_000;
/** So many bookings are looked at until they are told; then all are. */
const SAMPLES = 16;
const TIMEOUT_MS = 15 * 60_000;
const GOAL_SECONDS = 60;

/**
 * Starts the service as `npm start` does, with an embedded mail service. The engine belongs to the service, which keeps
 * the stream of its own engine short.
 */
async function startWithMails(): Promise<Stage> {
  const directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-telling-'));
  const shared = shareWithService({ table: 'boxoffice-telling', secrets: path.join(directory, 'secrets') });
  const variables = { ...shared, RATE_LIMITS: 'off', NODE_ENV: 'production' };
  const service = startServiceProcess({ ...variables, DATA_DIR: directory });
  const stop = async () => {
    await service.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  const url = await service.ready;
  prepareSdk();
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = recordedEndpoint(directory) ?? '';
  return { url, pid: service.pid, enginePid: enginesOn(directory)?.[0], stop };
}

/** When each promoted booking was promoted and told, ms. */
type Told = { promotedAt: number; toldAt: number };

/** Waits until each booking was told of `kind`. @throws if it was not told once. */
async function untilTold(event: Event, bookingIds: string[], kind: NoticeKind): Promise<Map<string, number>> {
  const deadline = performance.now() + TIMEOUT_MS;
  const step = Math.max(1, Math.floor(bookingIds.length / SAMPLES));
  const samples = bookingIds.filter((_, n) => n % step === 0);
  for (;;) {
    if ((await toldAt(event, samples, kind)).size === samples.length) {
      const all = await toldAt(event, bookingIds, kind);
      if (all.size === bookingIds.length) return all;
    }
    if (performance.now() > deadline) throw new Error(`Not every booking was told that it is ${kind}.`);
    await sleep(LOOK_INTERVAL_MS);
  }
}

async function toldAt(event: Event, bookingIds: string[], kind: NoticeKind): Promise<Map<string, number>> {
  const notices = noticeStore(table());
  const told = new Map<string, number>();
  for (let start = 0; start < bookingIds.length; start += NOTICES_AT_ONCE) {
    for (const { booking, log } of await notices.readMany(
      event,
      bookingIds.slice(start, start + NOTICES_AT_ONCE),
    )) {
      const records = log.records.filter((record) => record.kind === kind);
      if (records.length > 1 || records.some(({ outcome }) => outcome !== 'sent'))
        throw new Error(`A booking was told ${JSON.stringify(records)}.`);
      for (const { at } of records) told.set(booking.id, at);
    }
  }
  return told;
}

async function tell(contestant: Contestant, promotions: number) {
  const client = apiClient(contestant.url, CONNECTIONS);
  try {
    const call = await contestant.createEvent(1);
    const eventId = String((await client.call(call)).body.id);
    const buyers = await contestant.buyers(promotions + 1);
    const requests = buyers.map((buyer) => ({ eventId, buyer, quantity: 1 }));
    await buy(contestant, client, requests.slice(0, 1), 1);
    await buy(contestant, client, requests.slice(1), CONNECTIONS);
    const event = await storePorts().cache.refresh(eventId);
    const { bookings } = await readEventSnapshot(table(), event);
    const waiting = bookings.filter(({ status }) => status === 'waitlisted').map(({ id }) => id);
    if (waiting.length !== promotions) throw new Error(`${waiting.length} of ${promotions} wait.`);
    console.log(`${promotions} wait. Their mails are sent …`);
    await untilTold(event, waiting, 'waitlisted');

    console.log('They are promoted …');
    const server = cpuMsOf(contestant.pids.server);
    const database = cpuMsOf(contestant.pids.database);
    const openedAt = Date.now();
    const path = `/v1/events/${eventId}`;
    const body = { capacity: promotions + 1 };
    const { status } = await client.call({ method: 'PATCH', path, token: call.token ?? '', body });
    if (status !== 200) throw new Error(`The change of the capacity was answered ${status}.`);
    const told = await untilTold(event, waiting, 'promoted');
    const cpuMs = {
      server: (cpuMsOf(contestant.pids.server) - server) / promotions,
      database: (cpuMsOf(contestant.pids.database) - database) / promotions,
    };
    const after = await readEventSnapshot(table(), event);
    const all = after.bookings.flatMap(({ id, history }): Told[] => {
      const promoted = history.find(({ what }) => what === 'promoted');
      const at = told.get(id);
      return promoted && at ? [{ promotedAt: promoted.at - openedAt, toldAt: at - openedAt }] : [];
    });
    await contestant.verify(eventId);
    return { all, cpuMs };
  } finally {
    client.close();
  }
}

async function measure({ bookings: promotions = PROMOTIONS }: Settings): Promise<Findings> {
  const contestant = boxofficeOn(await startWithMails());
  try {
    const { all, cpuMs } = await tell(contestant, promotions);
    const last = (times: number[]) => Math.max(...times);
    const promotedMs = last(all.map(({ promotedAt }) => promotedAt));
    const toldMs = last(all.map((one) => one.toldAt));
    const delays = all.map(({ promotedAt, toldAt: at }) => at - promotedAt);
    const perSecond = rounded(promotions / (toldMs / 1000));
    return {
      warmUp: `the mails of ${promotions} joins`,
      load: { promotions, connections: CONNECTIONS },
      figures: {
        promotedMs,
        toldMs,
        toldPerSecond: perSecond,
        afterPromotionMs: { p50: quantile(delays, 0.5), p99: quantile(delays, 0.99) },
        cpuMsEach: { server: rounded(cpuMs.server, 1), database: rounded(cpuMs.database, 1) },
      },
      goals: [
        {
          id: 'told-in-a-minute',
          met: perSecond * GOAL_SECONDS >= PROMOTIONS,
          figure: `${promotions} in ${rounded(toldMs / 1000)} s, ${perSecond} a second`,
        },
      ],
      charts: {},
    };
  } finally {
    await contestant.stop();
  }
}

export const telling: Measurement = {
  name: 'telling',
  about: '10,000 promotions at once, until the last mail is accepted',
  seconds: 240,
  measure,
};
