/** Brings what services of AWS bring to the stack by themselves: reports about mails, and the start of the sweep. */
import { CreateScheduleCommand, GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { physicalId } from './deployment.ts';
import type { Emulator } from './emulator.ts';
import type { Booked } from './waiting.ts';

/** As SES publishes it. */
const bounceOf = (email: string, { eventId, bookingId }: Booked) =>
  JSON.stringify({
    eventType: 'Bounce',
    bounce: { bounceType: 'Permanent', bouncedRecipients: [{ emailAddress: email }] },
    mail: { tags: { eventId: [eventId], bookingId: [bookingId] } },
  });

/** Publishes a report to the topic to which the configuration set reports. */
export async function reportBounce(emulator: Emulator, email: string, booked: Booked): Promise<void> {
  const TopicArn = await physicalId(emulator, 'AWS::SNS::Topic', 'noticesfeedback');
  const sns = new SNSClient(emulator.client);
  await sns.send(new PublishCommand({ TopicArn, Message: bounceOf(email, booked) }));
  sns.destroy();
}

/** Starts the sweep once, at an instant in ms: by a second schedule, with the target and the role of the first one. */
export async function scheduleSweep(emulator: Emulator, at: number): Promise<void> {
  const scheduler = new SchedulerClient(emulator.client);
  const Name = await physicalId(emulator, 'AWS::Scheduler::Schedule', 'sweepschedule');
  const { Target } = await scheduler.send(new GetScheduleCommand({ Name }));
  const to = new Date(at).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
  await scheduler.send(
    new CreateScheduleCommand({
      Name: 'sweep-once',
      ScheduleExpression: `at(${to})`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target,
    }),
  );
  scheduler.destroy();
}
