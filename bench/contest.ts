/**
 * Runs one sale on every contestant in each round, so that changes in the machine's speed affect all of them.
 */
import type { Chart } from '../bin/chart.ts';
import { type Field, type Name, withContestants } from './contestants.ts';
import type { Findings, Measurement, Settings, Verdict } from './measurement.ts';
import { type CpuMs, runSale, type Sale, type SaleResult } from './sale.ts';
import { median, rounded, type Spread, spread } from './statistics.ts';

type Runs = Map<string, SaleResult[]>;
type Ratio = Spread;
type Ratios = Record<string, { answered: Ratio; booked: Ratio }>;
/** Medians for processor time; median, least and most for the rest. The units are those of `SaleResult`. */
type Figures = Record<
  string,
  Record<string, unknown> & { answeredPerSecond: Spread; cpuMsPerRequest: CpuMs }
>;
/** The ratios and figures by contestant, by which the goals of a sale are judged. */
export type Outcome = { ratios: Ratios; figures: Figures };

async function takeTurns({ contestants }: Field, sale: Sale, rounds: number, seed: number): Promise<Runs> {
  const runs: Runs = new Map(contestants.map(({ name }) => [name, []]));
  for (const contestant of contestants) await runSale(contestant, warmUpOf(sale), seed);
  for (let round = 1; round <= rounds; round += 1) {
    // Every other round in reverse order, so that no contestant always follows the same one.
    for (const contestant of round % 2 === 1 ? contestants : contestants.toReversed()) {
      // The bare SDK has no waitlist to promote from, so its sale has no cancellations.
      const own = contestant.name === 'bare-sdk' ? { ...sale, cancellations: 0 } : sale;
      const result = await runSale(contestant, own, seed + round);
      runs.get(contestant.name)?.push(result);
      console.log(
        `round ${round}/${rounds}  ${contestant.name.padEnd(20)} ${Math.round(result.answeredPerSecond)} answered/s  ${Math.round(result.bookedPerSecond)} booked/s  p50 ${result.latencyMsP50.toFixed(0)} ms  p99 ${result.latencyMsP99.toFixed(0)} ms`,
      );
    }
  }
  return runs;
}

/** @returns a third of the sale, without cancellations. */
function warmUpOf(sale: Sale): Sale {
  const third = (count: number) => Math.ceil(count / 3);
  return { ...sale, tickets: third(sale.tickets), buyers: third(sale.buyers), cancellations: 0 };
}

function figuresOf(runs: Runs): Figures {
  const figures = [...runs].map(([name, results]): [string, Figures[string]] => {
    const of = (field: Exclude<keyof SaleResult, 'cpuMsPerRequest'>) =>
      spread(results.map((result) => result[field] ?? 0));
    const cpuOf = (part: keyof CpuMs) =>
      rounded(median(results.map(({ cpuMsPerRequest }) => cpuMsPerRequest[part])), 2);
    const hasCancelled = results.every((result) => result.promotedMs !== undefined);
    return [
      name,
      {
        answeredPerSecond: of('answeredPerSecond'),
        bookedPerSecond: of('bookedPerSecond'),
        latencyMsP50: of('latencyMsP50'),
        latencyMsP99: of('latencyMsP99'),
        busyAnswers: of('busyAnswers'),
        cpuMsPerRequest: { server: cpuOf('server'), database: cpuOf('database'), load: cpuOf('load') },
        ...(hasCancelled && { promotedMs: of('promotedMs') }),
      },
    ];
  });
  return Object.fromEntries(figures);
}

/** @returns the ratio of Boxoffice's rate to that of each other contestant, by round. */
function ratiosOf(runs: Runs): Ratios {
  const own = runs.get('boxoffice') ?? [];
  const ratio = (results: SaleResult[], field: 'answeredPerSecond' | 'bookedPerSecond') =>
    spread(
      results.map((result, round) => (own[round]?.[field] ?? 0) / result[field]),
      2,
    );
  const others = [...runs].filter(([name]) => name !== 'boxoffice');
  return Object.fromEntries(
    others.map(([name, results]) => {
      return [
        name,
        { answered: ratio(results, 'answeredPerSecond'), booked: ratio(results, 'bookedPerSecond') },
      ];
    }),
  );
}

function chartOf(name: string, runs: Runs): Chart {
  const medians = [...runs].map(
    ([contestant, results]) =>
      `${contestant} ${rounded(median(results.map((result) => result.answeredPerSecond)))}`,
  );
  return {
    title: `${name}: requests answered a second, by round`,
    subtitle: `medians: ${medians.join(', ')}`,
    xAxis: 'round',
    yAxis: 'requests answered a second',
    series: [...runs].map(([contestant, results]) => ({
      name: contestant,
      points: results.map((result, round) => [round + 1, rounded(result.answeredPerSecond)]),
    })),
  };
}

type Contest = Omit<Measurement, 'measure'> & {
  others: Name[];
  sale: Sale;
  rounds: number;
  judge?: (outcome: Outcome) => Verdict[];
};

/** @returns a measurement that runs the sale on Boxoffice and `others`; `judge` makes its verdicts. */
export function contest({
  sale,
  others,
  rounds: usual,
  judge = () => [],
  ...measurement
}: Contest): Measurement {
  const measure = ({ rounds = usual, seed }: Settings): Promise<Findings> =>
    withContestants(others, async (field) => {
      const runs = await takeTurns(field, sale, rounds, seed);
      const ratios = ratiosOf(runs);
      const figures = figuresOf(runs);
      return {
        rounds,
        warmUp: 'a third of the load, once each',
        load: sale,
        figures,
        ratios,
        versions: field.versions,
        goals: judge({ ratios, figures }),
        charts: { [measurement.name]: chartOf(measurement.name, runs) },
      };
    });
  return { ...measurement, measure };
}
