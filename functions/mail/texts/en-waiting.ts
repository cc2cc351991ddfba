/** What the notices in English say of offers that nobody answers, and of bookings that others may pass. */
import { named, tickets } from './en-words.ts';
import type { NoticeText, Told } from './texts.ts';

/** What follows if nobody answers the offer. */
export function ifUnanswered({ ifUnanswered: rule, quantity }: Told): string {
  const them = quantity === 1 ? 'the ticket' : 'the tickets';
  switch (rule) {
    case 'keeps-place':
      return 'If you do not answer in time, this offer ends. You then keep your place in the waitlist, and another offer follows.';
    case 'moves-to-end':
      return `If you do not answer in time, this offer ends, you move to the end of the waitlist, and somebody else can have ${them}.`;
    case undefined:
      return `If you do not answer in time, your booking ends, and somebody else can have ${them}.`;
  }
}

export function offerLapsed(told: Told): NoticeText {
  const missed = `You did not accept the offer of ${tickets(told.quantity)} for ${named(told)} in time.`;
  const leave = 'If you no longer want any, please leave the waitlist on the page of your booking.';
  if (told.ifUnanswered === 'moves-to-end') {
    return {
      subject: `You are now at the end of the waitlist for ${named(told)}`,
      title: 'You moved to the end of the waitlist',
      paragraphs: [
        `${missed} It was the second one. You are now at the end of the waitlist, behind everybody who was on it.`,
        `You still wait for ${tickets(told.waitsFor)}. ${leave}`,
      ],
    };
  }
  return {
    subject: `You missed an offer for ${named(told)}`,
    title: 'You keep your place in the waitlist',
    paragraphs: [
      `${missed} You keep your place in the waitlist, and another offer follows as soon as there are tickets for you.`,
      `Please answer it in time. ${leave}`,
    ],
  };
}

export function passed(told: Told): NoticeText {
  const { waitsFor } = told;
  return {
    subject: `Others may get tickets for ${named(told)} before you`,
    title: 'You are still on the waitlist',
    paragraphs: [
      `You wait for ${tickets(waitsFor)} for ${named(told)}. Fewer tickets were kept free for you for as long as the organizer allows. From now on, people who want fewer tickets than you may get them first.`,
      `You keep your place in the waitlist: as soon as ${tickets(waitsFor)} are free, they are yours. If fewer are enough for you, give up the others on the page of your booking.`,
    ],
  };
}
