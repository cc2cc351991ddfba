/**
 * Alarms on security events. The functions of all routes share one log, so each kind of event needs one metric filter. Its
 * pattern reads the field `securityEvent` of the log line, and that of a new admin the field `role`, too.
 */
import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type IFilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/**
 * Twice what one network address can cause at once: the limit `log-in-source` admits 100 failures, and then 8 in five
 * minutes. So several addresses guess together, or many people mistype at the opening of a sale.
 */
const FAILED_LOG_INS = 200;
const FAILED_LOG_INS_MINUTES = 5;
/**
 * A client that loses an answer and repeats the request without its key reuses a token by mistake, now and then. Ten within
 * an hour are a client that does not store its tokens, or tokens that were stolen.
 */
const REUSED_TOKENS = 10;
const REUSED_TOKENS_MINUTES = 60;
/** Of every new admin: they are few, and may do everything. */
const NEW_ADMINS = 1;
const NEW_ADMINS_MINUTES = 5;

const eventIs = (event: string) => FilterPattern.stringValue('$.securityEvent', '=', event);

type Watched = {
  pattern: IFilterPattern;
  metricName: string;
  threshold: number;
  minutes: number;
  description: string;
};

export class SecurityAlarms extends Construct {
  readonly failedLogIns: Alarm;
  readonly reusedTokens: Alarm;
  readonly newAdmins: Alarm;

  readonly #namespace: string;

  /** `log`: of the routes. `namespace`: of the metrics; stacks of one account do not share one. */
  constructor(scope: Construct, id: string, { log, namespace }: { log: ILogGroup; namespace: string }) {
    super(scope, id);
    this.#namespace = namespace;
    this.failedLogIns = this.#watch(log, 'log-in-failed', {
      pattern: eventIs('log-in-failed'),
      metricName: 'FailedLogIns',
      threshold: FAILED_LOG_INS,
      minutes: FAILED_LOG_INS_MINUTES,
      description:
        'Many log-ins fail: passwords may be guessed from several addresses. What to do: docs/runbook.md#passwords-are-guessed',
    });
    this.reusedTokens = this.#watch(log, 'refresh-token-reused', {
      pattern: eventIs('refresh-token-reused'),
      metricName: 'ReusedRefreshTokens',
      threshold: REUSED_TOKENS,
      minutes: REUSED_TOKENS_MINUTES,
      description:
        'Refresh tokens are used again: they may have been stolen, or a client does not store them. What to do: docs/runbook.md#tokens-are-reused',
    });
    this.newAdmins = this.#watch(log, 'new-admin', {
      pattern: FilterPattern.all(eventIs('role-changed'), FilterPattern.stringValue('$.role', '=', 'admin')),
      metricName: 'NewAdmins',
      threshold: NEW_ADMINS,
      minutes: NEW_ADMINS_MINUTES,
      description:
        'Somebody became an admin, who may do everything. What to do: docs/runbook.md#somebody-became-an-admin',
    });
  }

  /** `id`: of the filter. */
  #watch(
    logGroup: ILogGroup,
    id: string,
    { pattern, metricName, threshold, minutes, description }: Watched,
  ): Alarm {
    const filter = new MetricFilter(this, id, {
      logGroup,
      filterPattern: pattern,
      metricNamespace: this.#namespace,
      metricName,
      metricValue: '1',
    });
    const metric = filter.metric({ period: Duration.minutes(minutes), statistic: Stats.SUM });
    return metric.createAlarm(this, `${id}-alarm`, {
      alarmDescription: description,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // No line is no event.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
