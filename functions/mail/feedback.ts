/** Reads a report of SES about a mail: one that bounced for good, or a complaint of its recipient. */
import * as z from 'zod/mini';
import type { Feedback } from '../domain/notices/take-feedback.ts';

const RECIPIENTS = z.array(z.object({ emailAddress: z.string() }));
const TAGS = z.record(z.string(), z.array(z.string()));
const MAIL = z.object({ tags: z.exactOptional(TAGS) });

/** https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html */
const REPORT = z.discriminatedUnion('eventType', [
  z.object({
    eventType: z.literal('Bounce'),
    bounce: z.object({ bounceType: z.string(), bouncedRecipients: RECIPIENTS }),
    mail: MAIL,
  }),
  z.object({
    eventType: z.literal('Complaint'),
    complaint: z.object({ complainedRecipients: RECIPIENTS }),
    mail: MAIL,
  }),
]);

/** `ignored`: the report says nothing that lasts, such as that a mailbox is full. */
export function feedbackIn(message: string): Feedback | 'ignored' | 'unreadable' {
  const report = REPORT.safeParse(parsed(message));
  if (!report.success) return 'unreadable';
  const { data } = report;
  const booking = bookingOf(data.mail.tags ?? {});
  if (data.eventType === 'Complaint')
    return feedback('complained', data.complaint.complainedRecipients, booking);
  if (data.bounce.bounceType !== 'Permanent') return 'ignored';
  return feedback('bounced', data.bounce.bouncedRecipients, booking);
}

function bookingOf(tags: z.infer<typeof TAGS>): Feedback['booking'] | undefined {
  const { eventId: [eventId] = [], bookingId: [bookingId] = [], ticket: [ticket] = [] } = tags;
  if (eventId === undefined || bookingId === undefined) return undefined;
  return {
    eventId,
    bookingId,
    ...(ticket !== undefined && /^\d{1,3}$/.test(ticket) && { ticket: Number(ticket) }),
  };
}

function feedback(
  because: Feedback['because'],
  recipients: z.infer<typeof RECIPIENTS>,
  booking: Feedback['booking'] | undefined,
): Feedback {
  const addresses = recipients.map(({ emailAddress }) => emailAddress);
  return { because, addresses, ...(booking && { booking }) };
}

function parsed(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
