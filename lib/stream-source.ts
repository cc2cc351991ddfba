/** Connects a consumer with the table's stream: which changes call it, how often it is repeated, and its dead letters. */
import { Duration } from 'aws-cdk-lib';
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
