/**
 * What the service did, counted in the lines that its functions log anyway (`functions/http/request-line.ts`, the clerk and the
 * sender of notices). Functions do nothing for it. `-c logLevel=WARN` leaves these lines out, so nothing is counted then.
 */
import { type Metric, Stats, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type IFilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { RouteName } from '../functions/http/routes.ts';

const BOOKING: RouteName = 'book-tickets';

const ofBookings = (...conditions: ReturnType<typeof FilterPattern.numberValue>[]): IFilterPattern =>
  FilterPattern.all(FilterPattern.stringValue('$.route', '=', BOOKING), ...conditions);
const status = (comparison: '=' | '>=' | '<', value: number) =>
  FilterPattern.numberValue('$.status', comparison, value);
const line = (message: string) => FilterPattern.stringValue('$.message', '=', message);

type Counted = { pattern: IFilterPattern; value?: string; unit?: Unit };

/** By the name of the metric. A repeat of a request is answered, and counted, again. */
const OF_ROUTES = {
  Sold: { pattern: ofBookings(status('=', 201)) },
  Waiting: { pattern: ofBookings(status('=', 202)) },
  Rejected: { pattern: ofBookings(status('>=', 400), status('<', 500)) },
} satisfies Record<string, Counted>;
const OF_CLERK = {
  Promoted: { pattern: line('Bookings were promoted.'), value: '$.promoted' },
  /** From the message of a cancellation until its waitlist was served. */
  HandOnTime: {
    pattern: FilterPattern.all(
      line('The waitlist of an event was served.'),
      FilterPattern.numberValue('$.sinceReleaseMs', '>=', 0),
    ),
    value: '$.sinceReleaseMs',
    unit: Unit.MILLISECONDS,
  },
} satisfies Record<string, Counted>;
const OF_NOTICES = {
  NoticesSent: {
    pattern: FilterPattern.all(
      line('A notice was handled.'),
      FilterPattern.stringValue('$.outcome', '=', 'sent'),
    ),
  },
} satisfies Record<string, Counted>;

type MetricName = keyof typeof OF_ROUTES | keyof typeof OF_CLERK | keyof typeof OF_NOTICES;

/** Where functions log: `notices` only where customers are sent mail. */
export type Logs = { routes: ILogGroup; clerk: ILogGroup; notices: ILogGroup | undefined };

export type ServiceMetrics = Record<Exclude<MetricName, keyof typeof OF_NOTICES>, Metric> & {
  NoticesSent?: Metric;
};

/** `namespace`: of the metrics. Stacks of one account do not share one. */
export function countInLogs(scope: Construct, namespace: string, logs: Logs): ServiceMetrics {
  const count = <Name extends MetricName>(logGroup: ILogGroup, all: Record<Name, Counted>) => {
    const made = (Object.entries(all) as [Name, Counted][]).map(([metricName, { pattern, value, unit }]) => {
      const filter = new MetricFilter(scope, `${metricName}-filter`, {
        logGroup,
        filterPattern: pattern,
        metricNamespace: namespace,
        metricName,
        metricValue: value ?? '1',
        ...(unit && { unit }),
      });
      return [metricName, filter.metric({ statistic: Stats.SUM })];
    });
    return Object.fromEntries(made) as Record<Name, Metric>;
  };
  return {
    ...count(logs.routes, OF_ROUTES),
    ...count(logs.clerk, OF_CLERK),
    ...(logs.notices && count(logs.notices, OF_NOTICES)),
  };
}
