/**
 * The FIFO queue to the clerk, as `functions/store/queue-definition.ts` defines it, its dead-letter queue,
 * and the alarm on messages in the dead-letter queue.
 *
 * There is no queue policy: other accounts have no access without one, and a policy that rejects plain HTTP
 * would need wildcards. Senders sign their requests and use TLS, which is the SDK's default.
 */
import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { PROMOTION_QUEUE } from '../functions/store/queue-definition.ts';
import { statedConcurrency } from './reserved-concurrency.ts';

const ALARM_PERIOD_MINUTES = 1;

export class PromotionQueue extends Construct {
  readonly queue: Queue;
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const deadLetters = new Queue(this, 'dead-letters', {
      fifo: true,
      encryption: QueueEncryption.SQS_MANAGED,
      retentionPeriod: Duration.days(PROMOTION_QUEUE.deadLetterRetentionDays),
    });
    this.queue = new Queue(this, 'queue', {
      fifo: true,
      // High throughput requires both to be per message group. Each event then has its own limit.
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      encryption: QueueEncryption.SQS_MANAGED,
      visibilityTimeout: Duration.seconds(PROMOTION_QUEUE.visibilityTimeoutSeconds),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: PROMOTION_QUEUE.maxReceives },
    });
    this.alarm = deadLetters
      .metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(ALARM_PERIOD_MINUTES),
        statistic: Stats.MAXIMUM,
      })
      .createAlarm(this, 'dead-letter-alarm', {
        alarmDescription:
          'A message failed too often: released tickets of an event may not have been handed on. What to do: docs/runbook.md#dead-letters',
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        // An idle queue reports no data, which is healthy.
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
  }

  /**
   * Connects the queue to its consumer. The consumer's role already has the right to receive. No more batches are taken
   * than the consumer has reserved concurrency for: one that finds none counts as received, and in the end as a dead letter.
   */
  feed(consumer: IFunction): void {
    const maxConcurrency = statedConcurrency(this);
    new EventSourceMapping(this, 'consumer', {
      target: consumer,
      eventSourceArn: this.queue.queueArn,
      batchSize: PROMOTION_QUEUE.batchSizeMessages,
      reportBatchItemFailures: true,
      ...(maxConcurrency !== undefined && { maxConcurrency }),
    });
  }
}
