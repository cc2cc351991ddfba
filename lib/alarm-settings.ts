/** Who is told of alarms, and what is wrong with what the operator stated. */

/** An address that SNS sends mails to, or the ARN of a topic that exists. */
export type AlarmTarget = { email: string } | { topicArn: string };

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** Alarms cannot publish to a FIFO topic, whose name ends in `.fifo`. */
const TOPIC = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/;

/** @returns who is told, or undefined if the operator named nobody. @throws Error that says what is wrong. */
export function readAlarmTarget(
  email: string | undefined,
  topicArn: string | undefined,
): AlarmTarget | undefined {
  if (email && topicArn)
    throw new Error(
      '-c alarmEmail and -c alarmTopic exclude each other. Subscribe the address to your topic.',
    );
  if (email) {
    if (!EMAIL.test(email)) throw new Error(`-c alarmEmail=${email} is no address.`);
    return { email };
  }
  if (!topicArn) return undefined;
  if (!TOPIC.test(topicArn))
    throw new Error(
      `-c alarmTopic=${topicArn} is no topic that alarms can use. Write the ARN of a standard topic, as in arn:aws:sns:eu-west-1:123456789012:alarms.`,
    );
  return { topicArn };
}
