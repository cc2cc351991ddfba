/**
 * Webhooks: the second function that the table's stream calls, its dead-letter queue, and two alarms. It has no setting of
 * which receivers are allowed: what is deployed sends to public addresses alone.
 */
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { WEBHOOK_STREAM } from '../functions/store/table/stream-definition.ts';
import { addDeadLetters } from './dead-letters.ts';
import type { Sending } from './notices.ts';
import { WEBHOOK_RIGHTS } from './rights.ts';
import { ServiceFunction } from './service-function.ts';
import { alarmOnLateness, feedFromStream } from './stream-source.ts';
import type { ServiceTable } from './table.ts';

const MEMORY_MIB = 512;
/** A batch with receivers that do not answer takes up to a minute, and others wait behind it. */
const LATE_AFTER_MINUTES = 10;

/** `sending`: how organizers are told of disabled endpoints; undefined in a stack that sends no mail. */
export type WebhooksProps = {
  table: ServiceTable;
  queue: IQueue;
  publicOrigin: string;
  sending: Sending | undefined;
};

export class Webhooks extends Construct {
  /** On a record that could not be handled, and on webhooks that are late. */
  readonly alarms: { deadLetters: Alarm; late: Alarm };

  constructor(scope: Construct, id: string, { table, queue, publicOrigin, sending }: WebhooksProps) {
    super(scope, id);
    const deadLetters = addDeadLetters(this, {
      retentionDays: WEBHOOK_STREAM.deadLetterRetentionDays,
      alarmDescription:
        'Webhooks of a booking failed too often for a reason of the service. What to do: docs/runbook.md#dead-letters',
    });
    const streamArn = table.tableStreamArn ?? '';
    const sender = new ServiceFunction(this, 'send-webhooks', {
      path: 'workers/send-webhooks',
      description: 'Sends webhooks to the systems of organizers',
      rights: WEBHOOK_RIGHTS['send-webhooks'],
      table,
      queue,
      streamArns: { stream: streamArn, mail: sending?.arns ?? [] },
      deadLettersArn: deadLetters.queue.queueArn,
      memoryMib: MEMORY_MIB,
      timeoutSeconds: WEBHOOK_STREAM.consumerTimeoutSeconds,
      nodeOptions: '--enable-source-maps',
      publicOrigin,
      ...(sending && { environment: { ...sending.environment, ORGANIZER_MAIL: 'on' } }),
    });
    feedFromStream(this, WEBHOOK_STREAM, { consumer: sender, streamArn, deadLetters: deadLetters.queue });
    this.alarms = {
      deadLetters: deadLetters.alarm,
      late: alarmOnLateness(this, {
        consumer: sender,
        afterMinutes: LATE_AFTER_MINUTES,
        description:
          'Webhooks are late: the function that sends them fails or is too slow. What to do: docs/runbook.md#late-notices-and-webhooks',
      }),
    };
  }
}
