/** What the figures are held against: each goal with the measurement that decides it. */

/** `file` is the result in `bench/results` that has a verdict of this `id`. */
export type Goal = { id: string; goal: string; file: string; command: string };

const bench = (name: string) => ({ file: `${name}.json`, command: `npm run bench -- ${name}` });

export const GOALS: Goal[] = [
  {
    id: 'row-lock',
    goal: 'an on-sale at least 3 times as fast as Express and Sequelize with a row lock',
    ...bench('sale'),
  },
  { id: 'two-statements', goal: 'an on-sale as fast as two statements in plain `mysql2`', ...bench('sale') },
  {
    id: 'promotion-rate',
    goal: 'at least 500 promotions a second for one event',
    ...bench('mass-cancellation'),
  },
  {
    id: 'idle-promotion',
    goal: 'p99 from a cancellation to the promotion at most 250 ms when idle',
    ...bench('idle-promotion'),
  },
  {
    id: 'joins-flat',
    goal: 'the last 10,000 of 100,000 join the line at 0.9 of the rate of the first, or faster',
    ...bench('waiting'),
  },
  {
    id: 'flat-in-waiting',
    goal: 'no operation costs more units with 100,000 waiting than with none, but for the position and the listing',
    ...bench('waiting'),
  },
  {
    id: 'flat-in-capacity',
    goal: 'no operation costs more units with 1,000,000 tickets than with 10,000',
    ...bench('capacity'),
  },
  {
    id: 'export-linear',
    goal: 'CSV: the time for each booking stays the same, and so does the memory',
    ...bench('export'),
  },
  {
    id: 'audit-linear',
    goal: 'audit: the time for each booking stays the same, and so does the memory',
    ...bench('audit'),
  },
  {
    id: 'cold-start',
    goal: 'a cold start takes at most 1.2 times that of an empty function',
    ...bench('cold-start'),
  },
  { id: 'own-code', goal: 'own code takes at most 15 % of the time', ...bench('profile') },
  { id: 'model', goal: 'the goals of the model of DynamoDB under load', ...bench('model') },
];
