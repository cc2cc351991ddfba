/**
 * Takes what SES reports by SNS: a mail that bounced for good, and a complaint about one. Fails if the table does
 * not answer: Lambda calls it twice more within minutes, and then sends the report to the dead-letter queue.
 */
import type { Context, SNSEvent } from 'aws-lambda';
import { cache, log, runtime, table } from '../compose.ts';
import { takeFeedback } from '../domain/notices/take-feedback.ts';
import { runInRequest } from '../domain/process/request-context.ts';
import { feedbackIn } from '../mail/feedback.ts';
import { addressStore } from '../store/addresses.ts';
import { noticeStore } from '../store/notices.ts';

const ports = { addresses: addressStore(table()), notices: noticeStore(table()), cache: cache(), runtime };

export function handler({ Records }: SNSEvent, context: Context): Promise<void> {
  const invocation = { requestId: context.awsRequestId, lambda: context, now: runtime.now() };
  return runInRequest(invocation, async () => {
    for (const { Sns } of Records) {
      const feedback = feedbackIn(Sns.Message);
      if (feedback === 'unreadable') log.warn('A report of the mail service could not be read.', {});
      else if (feedback !== 'ignored') await takeFeedback(feedback, ports);
    }
  });
}
