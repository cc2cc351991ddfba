/** The texts of booking tickets in English. */
import { tickets } from './tickets.ts';

export const en = {
  title: (name: string) => `Book: ${name}`,
  stepOf: (step: number, name: string) => `Step ${step} of 2: ${name}`,
  howMany: 'How many?',
  who: 'Who are you?',
  quantity: 'Number of tickets',
  fewer: 'One fewer',
  more: 'One more',
  limit: (count: number) => `At most ${count} in one booking.`,
  fewerLeft: (left: number) => `${tickets(left)} ${left === 1 ? 'is' : 'are'} left. For more you wait.`,
  next: 'Continue',
  asAccount: (name: string, email: string) => `You book as ${name} (${email}).`,
  asGuest: 'Book without an account',
  guestHint: 'The tickets and a link to your booking go to this address.',
  orLogIn: 'Log in and book',
  needsAccount: 'This event wants you to have an account.',
  soldOutNow: 'If the tickets are gone when your request arrives:',
  onSoldOut: { waitlist: 'put me in the waitlist', reject: 'do not book' },
  send: (count: number) => `Book ${tickets(count)}`,
  sendWait: (count: number) => `Wait for ${tickets(count)}`,
  sending: 'Booking …',
  kept: 'We did not hear the answer to your booking, because the connection was lost. We are asking again: nothing is booked twice.',
  solving: 'One moment: this event asks your browser for a small calculation, which keeps robots away.',
  challenge: {
    title: 'Are you a person?',
    text: (service: string) =>
      `This event asks for a check by ${service}, so that no programs take the tickets. It begins here, and your booking goes on when it is passed. ${service} learns the address of your connection.`,
    refused: 'The check was not accepted, or took too long. Please do it again.',
    failed: (service: string) =>
      `The check by ${service} does not work here. Something may keep it out, such as an ad blocker. Nothing is booked yet.`,
  },
  done: {
    confirmed: (count: number) => `Booked: ${tickets(count)}`,
    waitlisted: (count: number) => `You wait for ${tickets(count)}`,
    offered: (count: number) => `${tickets(count)} ${count === 1 ? 'is' : 'are'} kept for you`,
    drawing: 'You take part in the draw',
    position: (position: number) => `You are number ${position.toLocaleString('en')} in the waitlist.`,
    about: (position: number) => `You are about number ${position.toLocaleString('en')} in the waitlist.`,
    mailed: (email: string) => `We write to ${email} with everything you need.`,
    open: 'Open the booking',
    another: 'Another booking for this event',
  },
};

export type BookTexts = typeof en;
