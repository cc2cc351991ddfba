/**
 * The FIFO queue to the clerks, as `functions/store/queue-definition.ts` defines it, the place for messages that
 * failed too often, and the alarm that somebody has to look there.
 *
 * There is no queue policy: nobody outside this account is let in, and a policy that refuses plain HTTP would need
 * wildcards. Senders sign their requests and use TLS, which is the SDK's default.
 */
import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { PROMOTION_QUEUE } from '../functions/store/queue-definition.ts';

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
      // High throughput: both have to be per message group, and then events do not share a limit.
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
        alarmDescription: 'A message failed too often: an event may have tickets that nobody was given.',
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        // An idle queue reports nothing, which is well.
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
  }

  /** Lets the function receive. Its rights come with its role, which the event source takes for reading. */
  feed(consumer: IFunction): void {
    new EventSourceMapping(this, 'consumer', {
      target: consumer,
      eventSourceArn: this.queue.queueArn,
      batchSize: PROMOTION_QUEUE.batchSizeMessages,
      reportBatchItemFailures: true,
    });
  }
}
