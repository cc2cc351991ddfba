/**
 * Notices by mail: the function that the table's stream calls, the configuration set by which SES reports bounces and
 * complaints, the function that stores them, a dead-letter queue of each function, and three alarms. The operator has
 * verified the sender's domain or address with SES; the stack does not create identities.
 */
import { Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { ConfigurationSet, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { TABLE_STREAM } from '../functions/store/table/stream-definition.ts';
import { FONT_FILES } from './api.ts';
import { addDeadLetters } from './dead-letters.ts';
import { type MailOptions, mailVariables } from './mail-settings.ts';
import { NOTICE_RIGHTS } from './rights.ts';
import { ServiceFunction } from './service-function.ts';
import { alarmOnLateness, feedFromStream } from './stream-source.ts';
import type { ServiceTable } from './table.ts';

const MEMORY_MIB = 512;
const FEEDBACK_TIMEOUT_SECONDS = 30;
/** The longest that SQS has: nobody sends a report again. */
const FEEDBACK_RETENTION_DAYS = 14;
/** Customers have five minutes at least for the shortest offer that makes sense. */
const LATE_AFTER_MINUTES = 5;

export type NoticesProps = { table: ServiceTable; queue: IQueue; publicOrigin: string; mail: MailOptions };

/** The variables and the resources with which a function sends mail. */
export type Sending = { environment: Record<string, string>; arns: string[] };

export class Notices extends Construct {
  /** On a record that could not be handled, on notices that are late, and on a report that could not be stored. */
  readonly alarms: { deadLetters: Alarm; late: Alarm; feedback: Alarm };
  /** What another function needs to send mail as the same sender. */
  readonly sending: Sending;
  /** Of the function that sends. */
  readonly log: ILogGroup;

  constructor(scope: Construct, id: string, { table, queue, publicOrigin, mail }: NoticesProps) {
    super(scope, id);
    const configuration = new ConfigurationSet(this, 'mail');
    this.sending = sendingOf(this, mail, configuration.configurationSetName);
    const deadLetters = addDeadLetters(this, {
      retentionDays: TABLE_STREAM.deadLetterRetentionDays,
      alarmDescription:
        'Notices of a booking failed too often: its customer may not have been told. What to do: docs/runbook.md#dead-letters',
    });
    const streamArn = table.tableStreamArn ?? '';
    const sender = new ServiceFunction(this, 'send-notices', {
      path: 'workers/send-notices',
      description: 'Sends notices to customers by mail',
      rights: NOTICE_RIGHTS['send-notices'],
      table,
      queue,
      streamArns: { stream: streamArn, mail: this.sending.arns },
      deadLettersArn: deadLetters.queue.queueArn,
      memoryMib: MEMORY_MIB,
      timeoutSeconds: TABLE_STREAM.consumerTimeoutSeconds,
      nodeOptions: '--enable-source-maps',
      publicOrigin,
      files: FONT_FILES,
      environment: this.sending.environment,
    });
    this.log = sender.logGroup;
    feedFromStream(this, TABLE_STREAM, { consumer: sender, streamArn, deadLetters: deadLetters.queue });
    this.alarms = {
      deadLetters: deadLetters.alarm,
      late: alarmOnLateness(this, {
        consumer: sender,
        afterMinutes: LATE_AFTER_MINUTES,
        description:
          'Notices are late: the function that sends them fails or is too slow. What to do: docs/runbook.md#late-notices-and-webhooks',
      }),
      feedback: this.#takeFeedback(configuration, { table, queue }),
    };
  }

  /**
   * Lets SES report bounces and complaints to the function that stores them. Lambda calls it up to three times for a report,
   * which is a dead letter then. @returns the alarm on those
   */
  #takeFeedback(
    configuration: ConfigurationSet,
    { table, queue }: Pick<NoticesProps, 'table' | 'queue'>,
  ): Alarm {
    const topic = new Topic(this, 'feedback');
    configuration.addEventDestination('feedback', {
      destination: EventDestination.snsTopic(topic),
      events: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT],
    });
    const deadLetters = addDeadLetters(this, {
      of: 'feedback-',
      retentionDays: FEEDBACK_RETENTION_DAYS,
      alarmDescription:
        'A bounce or a complaint could not be stored: mail may go on to its address. What to do: docs/runbook.md#dead-letters',
    });
    const taker = new ServiceFunction(this, 'take-mail-feedback', {
      path: 'workers/take-mail-feedback',
      description: 'Stores bounces and complaints',
      rights: NOTICE_RIGHTS['take-mail-feedback'],
      deadLettersArn: deadLetters.queue.queueArn,
      table,
      queue,
      memoryMib: MEMORY_MIB,
      timeoutSeconds: FEEDBACK_TIMEOUT_SECONDS,
      nodeOptions: '--enable-source-maps',
    });
    // The library's property would add a second policy with the same right.
    (taker.node.defaultChild as CfnFunction).deadLetterConfig = { targetArn: deadLetters.queue.queueArn };
    topic.addSubscription(new LambdaSubscription(taker));
    return deadLetters.alarm;
  }
}

function sendingOf(scope: Construct, mail: MailOptions, configurationSet: string): Sending {
  return {
    environment: { ...mailVariables(mail), MAIL_CONFIGURATION_SET: configurationSet },
    arns: mailArns(scope, mail.from, configurationSet),
  };
}

/** SES checks the right to send on the identity, which is the address or its domain, and on the configuration set. */
function mailArns(scope: Construct, from: string, configurationSet: string): string[] {
  const arn = (resource: string, resourceName: string) =>
    Stack.of(scope).formatArn({ service: 'ses', resource, resourceName });
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return [arn('identity', from), arn('identity', domain), arn('configuration-set', configurationSet)];
}
