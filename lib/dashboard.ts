/**
 * One screen for an operator during a sale: which alarms are raised, what was sold within the last hour, and below it, minute
 * by minute, what could be wrong.
 */
import { Aws, Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  Metric,
  SingleValueWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { ServiceMetrics } from './service-metrics.ts';

const MINUTE = Duration.minutes(1);
const HOUR = Duration.hours(1);
/** The columns of a dashboard. */
const WIDTH = 24;
const ROW_HEIGHT = 5;

/** The alarms of the stack by the names of their outputs. Those of notices are there only where customers are sent mail. */
export type Alarms = Record<
  | 'DeadLetterAlarmName'
  | 'FailedLogInAlarmName'
  | 'FailingRequestAlarmName'
  | 'FloodAlarmName'
  | 'LateWebhookAlarmName'
  | 'NewAdminAlarmName'
  | 'ReusedTokenAlarmName'
  | 'StalledClerkAlarmName'
  | 'SweepAlarmName'
  | 'WebhookAlarmName',
  Alarm
> & { [Name in 'FeedbackAlarmName' | 'LateNoticeAlarmName' | 'NoticeAlarmName']?: Alarm };

export type DashboardProps = {
  namespace: string;
  metrics: ServiceMetrics;
  alarms: Alarms;
  tableName: string;
};

/** @returns its name. */
export function addDashboard(scope: Construct, props: DashboardProps): string {
  // Dashboards of all regions of an account share their names.
  const dashboardName = `${props.namespace}-${Aws.REGION}`;
  new Dashboard(scope, 'dashboard', {
    dashboardName,
    defaultInterval: Duration.hours(3),
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', alarms: Object.values(props.alarms), width: WIDTH })],
      [lastHour(props.metrics)],
      rowOf(salesOf(props), timesOf(props), conflictsOf(props)),
      rowOf(waitsOf(props), lettersOf(props), ...refusalsOf(props)),
    ],
  });
  return dashboardName;
}

const rowOf = (...graphs: Graph[]): IWidget[] =>
  graphs.map(
    ({ title, left, unit }) =>
      new GraphWidget({
        title,
        left,
        period: MINUTE,
        height: ROW_HEIGHT,
        width: WIDTH / graphs.length,
        leftYAxis: { min: 0, showUnits: false, ...(unit && { label: unit }) },
      }),
  );

type Graph = { title: string; left: IMetric[]; unit?: string };

function lastHour({ Sold, Waiting, Rejected, Promoted, HandOnTime, NoticesSent }: ServiceMetrics): IWidget {
  const counts = [
    Sold.with({ label: 'sold' }),
    Waiting.with({ label: 'waiting' }),
    Rejected.with({ label: 'rejected' }),
    Promoted.with({ label: 'promoted' }),
    HandOnTime.with({ label: 'cancelled to promoted, p99', statistic: 'p99' }),
    ...(NoticesSent ? [NoticesSent.with({ label: 'notices sent' })] : []),
  ];
  return new SingleValueWidget({
    title: 'Bookings of the last hour',
    metrics: counts.map((metric) => metric.with({ period: HOUR })),
    width: WIDTH,
    height: 3,
  });
}

function salesOf({ metrics: { Sold, Waiting, Rejected, Promoted } }: DashboardProps): Graph {
  return { title: 'Bookings a minute', left: [Sold, Waiting, Rejected, Promoted] };
}

function timesOf({ metrics: { HandOnTime } }: DashboardProps): Graph {
  return {
    title: 'From a cancellation to the promotion',
    unit: 'ms',
    left: ['p50', 'p99'].map((statistic) => HandOnTime.with({ statistic, label: statistic })),
  };
}

/** How often a transaction met another one, for each request to book that was not rejected. */
function conflictsOf({ metrics: { Sold, Waiting }, tableName }: DashboardProps): Graph {
  const conflicts = ofTable(tableName, 'TransactionConflict');
  const each = new MathExpression({
    expression: 'IF(sold + waiting > 0, conflicts / (sold + waiting))',
    usingMetrics: {
      conflicts,
      sold: Sold.with({ period: MINUTE }),
      waiting: Waiting.with({ period: MINUTE }),
    },
    label: 'conflicts a booking',
    period: MINUTE,
  });
  return { title: 'Conflicts', left: [each] };
}

const SECONDS_OF_MS = 1_000;

/** Everything in seconds: how long messages and changes wait for a function. */
function waitsOf({ alarms }: DashboardProps): Graph {
  const seconds = ({ metric }: Alarm, name: string) =>
    new MathExpression({
      expression: `${name} / ${SECONDS_OF_MS}`,
      usingMetrics: { [name]: metric },
      label: name,
      period: MINUTE,
    });
  const { StalledClerkAlarmName, LateNoticeAlarmName, LateWebhookAlarmName } = alarms;
  return {
    title: 'Oldest that waits',
    unit: 's',
    left: [
      labelled(StalledClerkAlarmName, 'message to the clerk'),
      ...(LateNoticeAlarmName ? [seconds(LateNoticeAlarmName, 'notice')] : []),
      seconds(LateWebhookAlarmName, 'webhook'),
    ],
  };
}

function lettersOf({ alarms }: DashboardProps): Graph {
  const { DeadLetterAlarmName, NoticeAlarmName, FeedbackAlarmName, WebhookAlarmName } = alarms;
  return {
    title: 'Dead letters',
    left: [
      labelled(DeadLetterAlarmName, 'clerk'),
      ...(NoticeAlarmName ? [labelled(NoticeAlarmName, 'notices')] : []),
      ...(FeedbackAlarmName ? [labelled(FeedbackAlarmName, 'reports of bounces')] : []),
      labelled(WebhookAlarmName, 'webhooks'),
    ],
  };
}

function refusalsOf({ alarms, tableName }: DashboardProps): Graph[] {
  const functions = new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: Stats.SUM });
  return [
    {
      title: 'Throttled and failed',
      left: [
        ofTable(tableName, 'WriteThrottleEvents').with({ label: 'writes' }),
        ofTable(tableName, 'ReadThrottleEvents').with({ label: 'reads' }),
        functions.with({ label: 'functions of the region' }),
        labelled(alarms.FailingRequestAlarmName, 'answers 5xx'),
      ],
    },
    {
      title: 'Security events',
      left: [
        labelled(alarms.FailedLogInAlarmName, 'failed log-ins'),
        labelled(alarms.ReusedTokenAlarmName, 'reused tokens'),
        labelled(alarms.NewAdminAlarmName, 'new admins'),
        labelled(alarms.FloodAlarmName, 'refused by limits'),
      ],
    },
  ];
}

const labelled = ({ metric }: Alarm, label: string): IMetric =>
  (metric as Metric).with({ label, period: MINUTE });

const ofTable = (TableName: string, metricName: string): Metric =>
  new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: { TableName },
    statistic: Stats.SUM,
    period: MINUTE,
  });
