/**
 * Alarms on the service as a whole: requests that fail, a clerk that does not keep up, floods, and security events; and the
 * dashboard. It is a nested stack, because a stack may have 500 resources and the routes take most of them.
 */
import { Duration, NestedStack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { PROMOTION_QUEUE } from '../functions/store/queue-definition.ts';
import { type Alarms, addDashboard } from './dashboard.ts';
import { SecurityAlarms } from './security-alarms.ts';
import { countInLogs, type Logs } from './service-metrics.ts';

const MINUTE = Duration.minutes(1);
/**
 * A message that failed twice: it is invisible for a minute after each failure, and the messages of its event wait behind it.
 * After five failures it is a dead letter, of which another alarm tells.
 */
const STALLED_AFTER_SECONDS = 2 * PROMOTION_QUEUE.visibilityTimeoutSeconds;
/** Answers of 5xx in a minute. For a second of an on-sale they are normal; they are not for minutes on end. */
const FAILED_REQUESTS = 5;
const FAILED_MINUTES = 3;
/** Refused by rate limits. An address behind which many people are causes some of them at the opening of a sale. */
const REFUSED_REQUESTS = 1_000;
const REFUSED_MINUTES = 5;

export type MonitoringProps = {
  /** Of metrics that are counted in logs. Stacks of one account do not share one. */
  namespace: string;
  apiId: string;
  logs: Logs;
  queue: IQueue;
};

export class Monitoring extends NestedStack {
  readonly alarms: Pick<
    Alarms,
    | 'FailedLogInAlarmName'
    | 'FailingRequestAlarmName'
    | 'FloodAlarmName'
    | 'NewAdminAlarmName'
    | 'ReusedTokenAlarmName'
    | 'StalledClerkAlarmName'
  >;
  readonly #namespace: string;
  readonly #logs: Logs;

  constructor(scope: Construct, id: string, { namespace, apiId, logs, queue }: MonitoringProps) {
    super(scope, id, { description: 'Alarms and the dashboard of Boxoffice' });
    this.#namespace = namespace;
    this.#logs = logs;
    const security = new SecurityAlarms(this, 'security', { namespace, log: logs.routes });
    const refused = new MetricFilter(this, 'refused-requests', {
      logGroup: logs.routes,
      filterPattern: FilterPattern.stringValue('$.securityEvent', '=', 'too-many-requests'),
      metricNamespace: namespace,
      metricName: 'RateLimitedRequests',
      metricValue: '1',
    });
    const failed = new Metric({
      namespace: 'AWS/ApiGateway',
      metricName: '5xx',
      dimensionsMap: { ApiId: apiId },
      period: MINUTE,
      statistic: Stats.SUM,
    });
    this.alarms = {
      FailingRequestAlarmName: this.#alarm('failing-requests-alarm', {
        alarmDescription:
          'Requests are answered 500 or 503 for minutes: the table may not answer, or lacks throughput. What to do: docs/runbook.md#requests-fail',
        metric: failed,
        threshold: FAILED_REQUESTS,
        evaluationPeriods: FAILED_MINUTES,
      }),
      StalledClerkAlarmName: this.#alarm('stalled-clerk-alarm', {
        alarmDescription:
          'Messages to the clerk wait: released tickets are not handed on in time. What to do: docs/runbook.md#the-clerk-makes-no-progress',
        metric: queue.metricApproximateAgeOfOldestMessage({ period: MINUTE, statistic: Stats.MAXIMUM }),
        threshold: STALLED_AFTER_SECONDS,
        evaluationPeriods: 1,
      }),
      FloodAlarmName: this.#alarm('flood-alarm', {
        alarmDescription:
          'Rate limits refuse many requests: somebody floods the service. What to do: docs/runbook.md#a-flood',
        metric: refused.metric({ period: Duration.minutes(REFUSED_MINUTES), statistic: Stats.SUM }),
        threshold: REFUSED_REQUESTS,
        evaluationPeriods: 1,
      }),
      FailedLogInAlarmName: security.failedLogIns,
      ReusedTokenAlarmName: security.reusedTokens,
      NewAdminAlarmName: security.newAdmins,
    };
  }

  /** `alarms`: all of the stack. @returns the name of the dashboard. */
  addDashboard(alarms: Alarms, tableName: string): string {
    const namespace = this.#namespace;
    const metrics = countInLogs(this, namespace, this.#logs);
    return addDashboard(this, { namespace, metrics, alarms, tableName });
  }

  #alarm(id: string, props: AlarmProps): Alarm {
    return new Alarm(this, id, {
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Without requests and messages there is nothing to report.
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...props,
    });
  }
}
