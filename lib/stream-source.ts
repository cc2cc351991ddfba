/** Connects a consumer with the table's stream: which changes call it, how often it is repeated, its dead letters, and when it is late. */
import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type IFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { TABLE_STREAM, WEBHOOK_STREAM } from '../functions/store/table/stream-definition.ts';

export function feedFromStream(
  scope: Construct,
  stream: typeof TABLE_STREAM | typeof WEBHOOK_STREAM,
  { consumer, streamArn, deadLetters }: { consumer: IFunction; streamArn: string; deadLetters: IQueue },
): void {
  new EventSourceMapping(scope, 'stream', {
    target: consumer,
    eventSourceArn: streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: stream.batchSizeRecords,
    parallelizationFactor: stream.parallelBatches,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    retryAttempts: stream.maxAttempts,
    maxRecordAge: Duration.seconds(stream.maxAgeSeconds),
    // The library's destination would add a second policy with the same right.
    onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
    filters: [
      ...stream.sortKeyPrefixes.map((prefix) => FilterRule.beginsWith(prefix)),
      FilterRule.or(...stream.sortKeys),
    ].map((S) =>
      FilterCriteria.filter({ eventName: [...stream.changes], dynamodb: { Keys: { sk: { S } } } }),
    ),
  });
}

/** For how long the oldest change is looked at. */
const LATE_PERIOD_MINUTES = 5;

/** @returns an alarm on changes that wait for the consumer for `afterMinutes`. */
export function alarmOnLateness(
  scope: Construct,
  { consumer, afterMinutes, description }: { consumer: IFunction; afterMinutes: number; description: string },
): Alarm {
  return consumer
    .metric('IteratorAge', { period: Duration.minutes(LATE_PERIOD_MINUTES), statistic: Stats.MAXIMUM })
    .createAlarm(scope, 'late-alarm', {
      alarmDescription: description,
      threshold: Duration.minutes(afterMinutes).toMilliseconds(),
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
}
