/** Waits for what a queue, the table's stream or the mail service brings. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './people.ts';
import type { Stage } from './stage.ts';
import { answered, holds } from './steps.ts';

const LOOK_EVERY_MS = 100;

export type Booked = { eventId: string; bookingId: string };

/** @returns what `look` finds, or undefined if it finds nothing in time. */
export async function within<Found>(
  waitsMs: number,
  look: () => Promise<Found | undefined | false>,
): Promise<Found | undefined> {
  const deadline = Date.now() + waitsMs;
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await sleep(LOOK_EVERY_MS);
  }
  return undefined;
}

/** Waits until a booking has a status. */
export async function reach(
  { client, waitsMs }: Stage,
  { token }: Pick<Account, 'token'>,
  path: Booked,
  status: 'cancelled' | 'confirmed' | 'offered',
): Promise<void> {
  let last = '';
  const reached = await within(waitsMs, async () => {
    last = answered(await client.call('read-booking', { path, token }), 200).status;
    return last === status;
  });
  holds(reached === true, `${status} within ${waitsMs / 1000} s, and not ${last}`);
}

type Mail = { To: string[]; Subject: string; BodyText: string };

/** Waits until SES took as many mails to an address. */
export async function mailed(stage: Stage, email: string, least: number): Promise<void> {
  let count = 0;
  await within(stage.waitsMs, async () => {
    count = (await mailsTo(stage, email)).length;
    return count >= least;
  });
  holds(count >= least, `${least} mails to ${email}, and not ${count}`);
}

/** Waits for a mail to an address whose text matches. @returns what the first group of the pattern matches. */
export async function linkMailed(stage: Stage, email: string, pattern: RegExp): Promise<string> {
  const link = await within(stage.waitsMs, async () => {
    const mails = await mailsTo(stage, email);
    return mails.map(({ BodyText }) => pattern.exec(BodyText)?.[1]).find((found) => found !== undefined);
  });
  if (link === undefined) throw new Error(`no mail to ${email} matches ${pattern}`);
  return link;
}

/** The mails of an address that SES took, which the emulator lists. */
async function mailsTo({ emulator }: Stage, email: string): Promise<Mail[]> {
  const answer = await fetch(`${emulator.url}/_ministack/ses/messages`);
  const { messages } = (await answer.json()) as { messages: Record<string, Mail[]> };
  return Object.values(messages)
    .flat()
    .filter(({ To }) => To.some((one) => one.includes(email)));
}
