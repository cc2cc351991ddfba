/**
 * What is measured against what: Boxoffice on its embedded engines, and two yardsticks on MariaDB. Each is started as
 * a process of its own and answers the same questions: make an event, book, cancel.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ApiCall } from '../bin/local/api-client.ts';
import { openStage } from '../bin/onsale/stage.ts';
import { environment, tokens } from '../functions/compose.ts';

export type Buyer = { id: string; token: string };

export type Contestant = {
  name: string;
  url: string;
  createEvent: (capacity: number) => Promise<ApiCall>;
  book: (eventId: string, buyer: Buyer) => ApiCall;
  cancel: (eventId: string, bookingId: string, buyer: Buyer) => ApiCall;
  buyers: (count: number) => Promise<Buyer[]>;
  stop: () => Promise<void>;
};

const YARDSTICKS = path.join(import.meta.dirname, 'yardsticks');

async function boxofficeBuyers(count: number): Promise<Buyer[]> {
  const make = async () => {
    const id = environment.newId();
    return { id, token: await tokens().issue({ id, role: 'attendee' }) };
  };
  return Promise.all(Array.from({ length: count }, make));
}

export async function startBoxoffice(): Promise<Contestant> {
  const stage = await openStage();
  return {
    name: 'boxoffice',
    url: stage.url,
    createEvent: async (capacity) => ({
      path: '/v1/events',
      token: await tokens().issue({ id: environment.newId(), role: 'organizer' }),
      body: { name: 'Bench', startsAt: '2099-01-01T20:00:00Z', capacity },
    }),
    book: (eventId, { token }) => ({ path: `/v1/events/${eventId}/bookings`, token, body: { quantity: 1 } }),
    cancel: (eventId, bookingId, { token }) => ({
      method: 'POST',
      path: `/v1/events/${eventId}/bookings/${bookingId}/cancel`,
      token,
    }),
    buyers: boxofficeBuyers,
    stop: stage.stop,
  };
}

/** @throws with what to do when the yardsticks are not installed. */
export async function startYardstick(
  name: 'sequelize-row-lock' | 'two-statements',
  socketPath: string,
): Promise<Contestant> {
  if (!existsSync(path.join(YARDSTICKS, 'node_modules'))) {
    throw new Error('The yardsticks are not installed. Run `npm ci --prefix bench/yardsticks` first.');
  }
  const child = spawn(process.execPath, [path.join(YARDSTICKS, `${name}.ts`)], {
    env: { ...process.env, NODE_ENV: 'production', PORT: '0', DATABASE_SOCKET: socketPath },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await readyUrl(child);
  return {
    name,
    url,
    createEvent: async (capacity) => ({ path: '/events', body: { capacity } }),
    book: (eventId, { id }) => ({
      path: `/events/${eventId}/bookings`,
      headers: { 'x-user': id },
      body: { quantity: 1 },
    }),
    cancel: (eventId, bookingId) => ({
      method: 'POST',
      path: `/events/${eventId}/bookings/${bookingId}/cancel`,
    }),
    buyers: async (count) => Array.from({ length: count }, (_, n) => ({ id: `buyer-${n}`, token: '' })),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.once('exit', () => reject(new Error('The yardstick ended before it was ready.')));
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      const url = /ready (http:\/\/\S+)/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}
