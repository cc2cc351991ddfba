/**
 * The schedule that starts the sweep, its role with the right to invoke only that, and the alarm on failed
 * sweeps.
 */
import { Duration, Stack } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { SWEEP_INTERVAL_SECONDS } from '../functions/domain/model/limits.ts';

/**
 * A single failure may be temporary, and the next sweep finds the remaining work. A sweep that needs two
 * intervals fails every second time, which is three times in five intervals.
 */
const FAILURES_BEFORE_ALARM = 3;
const INTERVALS_COUNTED = 5;

export class SweepSchedule extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, { sweeper }: { sweeper: IFunction }) {
    super(scope, id);
    const { account, partition, region } = Stack.of(this);
    const role = new Role(this, 'role', {
      // Only schedules of this account's default group may assume the role (confused deputy problem).
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
    // The higher-level construct would also allow every version of the function, with a wildcard.
    new CfnSchedule(this, 'schedule', {
      description: 'Finds pending work that no message announced, and sends its messages.',
      scheduleExpression: ScheduleExpression.rate(Duration.seconds(SWEEP_INTERVAL_SECONDS)).expressionString,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: sweeper.functionArn,
        roleArn: role.roleArn,
        // No retries: the next sweep starts within a minute.
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: SWEEP_INTERVAL_SECONDS },
      },
    });
    this.alarm = sweeper
      .metricErrors({ period: Duration.seconds(SWEEP_INTERVAL_SECONDS) })
      .createAlarm(this, 'failure-alarm', {
        alarmDescription:
          'The sweep fails or runs out of time: released tickets and expired offers may not be handed on. What to do: docs/runbook.md#the-sweep-fails',
        threshold: 1,
        evaluationPeriods: INTERVALS_COUNTED,
        datapointsToAlarm: FAILURES_BEFORE_ALARM,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
  }
}
