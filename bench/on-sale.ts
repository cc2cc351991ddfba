/** The three sales that are run alternately on Boxoffice, on the bare SDK and on the yardsticks. */
import { cpus } from 'node:os';
import { contest, type Outcome } from './contest.ts';
import type { Name } from './contestants.ts';
import type { Verdict } from './measurement.ts';
import type { Sale } from './sale.ts';

const ON_SALE: Sale = {
  events: 1,
  tickets: 2_000,
  buyers: 2_200,
  quantity: 1,
  connections: 50,
  cancellations: 100,
};
const YARDSTICKS: Name[] = ['sequelize-row-lock', 'two-statements'];
const GOAL_ROW_LOCK = 3;
const GOAL_TWO_STATEMENTS = 1;

function verdict(id: string, yardstick: Name, goal: number, outcome: Outcome): Verdict {
  const { median = 0, least = 0, most = 0 } = outcome.ratios[yardstick]?.answered ?? {};
  const met = median >= goal;
  return {
    id,
    met,
    figure: `${median} times, ${least} to ${most} by round`,
    ...(!met && { obstacle: obstacleTo(goal, yardstick, outcome) }),
  };
}

/**
 * Explains a goal that is not met: all cores are busy, so the goal limits the processor time for a request.
 */
function obstacleTo(goal: number, yardstick: Name, { figures }: Outcome): string {
  const cores = cpus().length;
  const wanted = Math.round(goal * (figures[yardstick]?.answeredPerSecond.median ?? 0));
  const { server = 0, database = 0, load = 0 } = figures['boxoffice']?.cpuMsPerRequest ?? {};
  const bare = figures['bare-sdk']?.cpuMsPerRequest.server ?? 0;
  const ms = (value: number) => `${value.toFixed(2)} ms`;
  return (
    `${wanted} requests a second would leave ${ms((cores * 1000) / wanted)} of processor time for each on ${cores} cores. ` +
    `The engine takes ${ms(database)}, the load generator ${ms(load)}, the service ${ms(server)}; ` +
    `a process that only calls the SDK for each request takes ${ms(bare)}.`
  );
}

export const sale = contest({
  name: 'sale',
  about:
    'one event of 2,000 tickets, 2,200 buyers of one each, 50 connections, then 100 concurrent cancellations',
  seconds: 45,
  rounds: 5,
  others: ['bare-sdk', ...YARDSTICKS],
  sale: ON_SALE,
  judge: (outcome) => [
    verdict('row-lock', 'sequelize-row-lock', GOAL_ROW_LOCK, outcome),
    verdict('two-statements', 'two-statements', GOAL_TWO_STATEMENTS, outcome),
  ],
});

export const quantities = contest({
  name: 'quantities',
  about: 'one event of 7,000 tickets, 2,200 buyers of 1 to 6 each, 50 connections',
  seconds: 20,
  rounds: 3,
  // Without the bare SDK, which cannot take a quantity from several shards.
  others: YARDSTICKS,
  sale: { ...ON_SALE, tickets: 7_000, quantity: 6, cancellations: 0 },
});

export const sixteenEvents = contest({
  name: 'sixteen-events',
  about: '16 events of 250 tickets at once, 275 buyers of one each, 50 connections',
  seconds: 40,
  rounds: 3,
  others: ['bare-sdk', ...YARDSTICKS],
  sale: { ...ON_SALE, events: 16, tickets: 250, buyers: 275, cancellations: 0 },
});
