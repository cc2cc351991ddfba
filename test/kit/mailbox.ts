/** Reads the mails that the embedded mail service accepted. */
import type { LocalService } from '../../bin/local/service.ts';
import { eventually } from './service.ts';

export type ReceivedMail = {
  subject: string;
  destination: { to: string[] };
  body: { text: string; html: string };
  attachments: { filename?: string; contentType?: string; content?: string }[];
};

/** @returns the mails to an address, in the order in which they were accepted. */
export async function mailsTo({ mailboxUrl }: LocalService, email: string): Promise<ReceivedMail[]> {
  const answer = await fetch(`${mailboxUrl}/store`);
  const { emails } = (await answer.json()) as { emails: ReceivedMail[] };
  return emails.filter(({ destination }) => destination.to.some((to) => to.includes(email)));
}

/** Waits until an address has as many mails. @returns their subjects. */
export async function subjectsTo(service: LocalService, email: string, count: number): Promise<string[]> {
  const mails = await eventually(async () => {
    const found = await mailsTo(service, email);
    return found.length >= count && found;
  }, 15_000);
  return mails.map(({ subject }) => subject);
}

/** @returns the token of the link in a mail about an account. `act`: what the page does with it. */
export function tokenIn({ body: { text } }: { body: { text: string } }, act: string): string {
  return new RegExp(`http\\S+/account\\?language=\\w+#${act}/(\\S+)`).exec(text)?.[1] ?? '';
}
