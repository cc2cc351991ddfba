/** The goals of the project, each with the measurement that decides it. */

/** The result of `measurement` contains the verdict with this `id`. */
export type Goal = { id: string; goal: string; measurement: string };

export const GOALS: Goal[] = [
  {
    id: 'row-lock',
    goal: 'an on-sale at least 3 times as fast as Express and Sequelize with a row lock',
    measurement: 'sale',
  },
  {
    id: 'two-statements',
    goal: 'an on-sale as fast as two statements in plain `mysql2`',
    measurement: 'sale',
  },
  {
    id: 'promotion-rate',
    goal: 'at least 500 promotions a second for one event',
    measurement: 'mass-cancellation',
  },
  {
    id: 'idle-promotion',
    goal: 'p99 of the time from a cancellation to the promotion at most 250 ms when idle',
    measurement: 'idle-promotion',
  },
  {
    id: 'known-in-two-seconds',
    goal: 'a waiter knows of the promotion within 2 s of the answer to the cancellation, p99, by a stream and by looking as told',
    measurement: 'updates',
  },
  {
    id: 'looks-bounded',
    goal: '100,000 waiting clients that look as told cause fewer than 5,000 requests and 10,000 read units a second',
    measurement: 'updates',
  },
  {
    id: 'line-flat',
    goal: 'clients that look at the line through a cache cost 1 read unit a second for an event, however many they are',
    measurement: 'updates',
  },
  {
    id: 'told-in-a-minute',
    goal: '10,000 customers who are promoted at once are told by mail within a minute',
    measurement: 'telling',
  },
  {
    id: 'beside-a-flood',
    goal: 'on one machine, p99 of honest requests beside a flood from one address at most twice as long as without',
    measurement: 'flood',
  },
  {
    id: 'joins-flat',
    goal: 'the last 10,000 of 100,000 waiters join the waitlist at 0.9 of the rate of the first 10,000, or faster',
    measurement: 'waiting',
  },
  {
    id: 'flat-in-waiting',
    goal: 'no operation but the position and the listing costs more units with 100,000 waiters than with none',
    measurement: 'waiting',
  },
  {
    id: 'flat-in-capacity',
    goal: 'no operation costs more units with 1,000,000 tickets than with 10,000',
    measurement: 'capacity',
  },
  {
    id: 'export-linear',
    goal: 'CSV export: time per booking and memory do not grow with the number of bookings',
    measurement: 'export',
  },
  {
    id: 'audit-linear',
    goal: 'audit: time per booking and memory do not grow with the number of bookings',
    measurement: 'audit',
  },
  {
    id: 'model-7-ms',
    goal: 'modelled, items held for 7 ms: 1,000 requests a second on one event with 64 shards, 99.9 % served, p99 at most 50 ms, at most 7.2 units',
    measurement: 'model',
  },
  { id: 'model-15-ms', goal: 'the same with items held for 15 ms', measurement: 'model' },
  {
    id: 'model-ten-thousand',
    goal: 'modelled, items held for 7 ms: 10,000 requests a second on one event with 256 shards, 99 % served, at most 7.2 units',
    measurement: 'model',
  },
  {
    id: 'model-joins',
    goal: 'modelled, items held for 7 ms: 10,000 joins a second of the waitlist of one event with 256 shards, all answered, p99 at most 100 ms, at most 8 units',
    measurement: 'model',
  },
  {
    id: 'model-limited-joins',
    goal: 'modelled, the same with a limit of the waitlist: 0.9 of the joins a second without one; and 1,000 a second that exceed one, with 64 shards: all answered',
    measurement: 'model',
  },
  {
    id: 'model-full-waitlist',
    goal: 'modelled, the same with 10,000 a second that exceed a limit of 20,000: all answered, as waiting or that it is full',
    measurement: 'model',
  },
  {
    id: 'model-refusals',
    goal: 'modelled: no request is turned away while enough tickets are free',
    measurement: 'model',
  },
  {
    id: 'second-release-7-ms',
    goal: 'modelled, items held for 7 ms: 1,000 promotions a second for one event whose capacity was raised by 5,000',
    measurement: 'promotions',
  },
  { id: 'second-release-15-ms', goal: 'the same with items held for 15 ms', measurement: 'promotions' },
  {
    id: 'mass-cancellation-7-ms',
    goal: 'modelled, items held for 7 ms: 1,000 promotions a second for one event of which 5,000 tickets are cancelled',
    measurement: 'promotions',
  },
  { id: 'mass-cancellation-15-ms', goal: 'the same with items held for 15 ms', measurement: 'promotions' },
];
