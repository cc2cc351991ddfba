/**
 * The consumers of the table's stream that send: notices, with their mail service, and webhooks. Each has a reader of its
 * own, as on AWS, so that a slow receiver of webhooks delays no mail.
 */
import { WEBHOOK_STREAM } from '../../functions/store/table/stream-definition.ts';
import type { AllowedReceivers } from '../../functions/webhooks/addresses.ts';
import { useMail } from './engines.ts';
import { startSenderThreads } from './sender-threads.ts';
import { runStream } from './stream-runner.ts';

/** Where webhooks may be sent; `none`: nowhere. */
export type WebhookReceivers = AllowedReceivers | 'none';

/** `removals`: what each reader calls with the record that it has handled; one is taken for each. */
type Senders = {
  tableName: string;
  removals: ((sequenceNumber: string) => void)[];
  sendsNotices: boolean;
  webhooks: WebhookReceivers;
};

/**
 * Starts the consumers that are asked for. `stops` gets what ends them, in the order of their start.
 * @returns a page with the mails, if the mail service is embedded
 */
export async function startSenders(
  { tableName, removals, sendsNotices, webhooks }: Senders,
  stops: (() => Promise<void>)[],
): Promise<string | undefined> {
  const mail = sendsNotices ? await useMail() : undefined;
  process.env['CUSTOMER_MAIL'] = sendsNotices ? 'on' : 'off';
  if (mail !== undefined) {
    stops.push(mail.stop);
    const threads = startSenderThreads();
    stops.push(threads.stop);
    stops.push((await runStream(tableName, threads.handler, removals.pop())).stop);
  }
  if (webhooks !== 'none') {
    // Read when the consumer is loaded: organizers are told of disabled endpoints if there is a mail service.
    process.env['ORGANIZER_MAIL'] = sendsNotices ? 'on' : 'off';
    const [sender, { allowReceivers }] = await Promise.all([
      import('../../functions/workers/send-webhooks.ts'),
      import('../../functions/compose-webhooks.ts'),
    ]);
    allowReceivers(webhooks);
    stops.push((await runStream(tableName, sender.handler, removals.pop(), WEBHOOK_STREAM)).stop);
  }
  return mail?.mailboxUrl;
}
