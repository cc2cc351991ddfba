/** The schedule that wakes the sweep, the role that lets it do that and nothing else, and the alarm on its failures. */
import { Duration, Stack } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { SWEEP_INTERVAL_SECONDS } from '../functions/domain/limits.ts';

/**
 * One failure may be a passing fault, and the next sweep finds what it left. A sweep that needs two intervals for
 * everything fails every other time.
 */
const FAILURES_BEFORE_ALARM = 3;
const INTERVALS_COUNTED = 5;

export class SweepSchedule extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, { sweeper }: { sweeper: IFunction }) {
    super(scope, id);
    const { account, partition, region } = Stack.of(this);
    const role = new Role(this, 'role', {
      // Only schedules of this account's default group may take the role (the confused deputy).
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': account,
            'aws:SourceArn': `arn:${partition}:scheduler:${region}:${account}:schedule-group/default`,
          },
        },
      }),
      inlinePolicies: {
        invoke: new PolicyDocument({
          statements: [
            new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [sweeper.functionArn] }),
          ],
        }),
      },
    });
    // The construct with the friendlier face would also allow every version of the function, by a wildcard.
    new CfnSchedule(this, 'schedule', {
      description: 'Sends again what a crash between a write and its message left behind.',
      scheduleExpression: ScheduleExpression.rate(Duration.seconds(SWEEP_INTERVAL_SECONDS)).expressionString,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: sweeper.functionArn,
        roleArn: role.roleArn,
        // The next round comes soon enough.
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: SWEEP_INTERVAL_SECONDS },
      },
    });
    this.alarm = sweeper
      .metricErrors({ period: Duration.seconds(SWEEP_INTERVAL_SECONDS) })
      .createAlarm(this, 'failure-alarm', {
        alarmDescription:
          'The sweep fails, or has no time to look at everything: released tickets and offers that ran out may lie about.',
        threshold: 1,
        evaluationPeriods: INTERVALS_COUNTED,
        datapointsToAlarm: FAILURES_BEFORE_ALARM,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
  }
}
