/** A queue of what a function could not handle, outside the queue to the clerk, and the alarm that its first message raises. */
import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

const ALARM_PERIOD_MINUTES = 5;

export type DeadLetters = { queue: Queue; alarm: Alarm };

/** `of`: what the ids of both begin with, where a construct has more than one queue. */
export function addDeadLetters(
  scope: Construct,
  {
    of = '',
    retentionDays,
    alarmDescription,
  }: { of?: string; retentionDays: number; alarmDescription: string },
): DeadLetters {
  const queue = new Queue(scope, `${of}dead-letters`, {
    encryption: QueueEncryption.SQS_MANAGED,
    retentionPeriod: Duration.days(retentionDays),
  });
  const alarm = queue
    .metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(ALARM_PERIOD_MINUTES),
      statistic: Stats.MAXIMUM,
    })
    .createAlarm(scope, `${of}dead-letter-alarm`, {
      alarmDescription,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  return { queue, alarm };
}
