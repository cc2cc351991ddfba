/**
 * What a stranger can have mailed to a mailbox that confirmed nothing: by its address and as many spellings of it as they like, with
 * accounts, letters of every kind and bookings. The negative control counts as for a confirmed address.
 */
import { describe, expect, test } from '@jest/globals';
import { sendLetter } from '../../functions/domain/accounts/send-letter.ts';
import { hasLink, LETTER_KINDS, letterTo } from '../../functions/domain/model/letter.ts';
import {
  HOURLY_LETTERS_PER_ADDRESS_AND_DAY,
  MAILS_PER_ADDRESS_AND_DAY,
} from '../../functions/domain/model/limits.ts';
import { sendNotices } from '../../functions/domain/notices/send-notices.ts';
import { takeFeedback } from '../../functions/domain/notices/take-feedback.ts';
import type { SuppressionReason } from '../../functions/domain/ports/address-store.ts';
import { countMail } from '../../functions/domain/process/admit-mail.ts';
import { aBoxoffice, realRuntime } from '../kit/boxoffice.ts';
import { aLetterService } from '../kit/letters.ts';
import { aSender } from '../kit/notice-sender.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const boxoffice = aBoxoffice();

/** Of letters that a change of an account causes, without a link. */
const KINDS = LETTER_KINDS.filter((kind) => !hasLink({ kind }));

/** The senders of letters and notices. `isConfirmed`: whether accounts say that their address is. */
async function aMailbox({ isConfirmed = false } = {}) {
  const name = realRuntime.newId().toLowerCase().replaceAll(/[_-]/g, 'x');
  const letters = aLetterService();
  const notices = aSender();
  const event = await boxoffice.anEvent();
  const confirmed = isConfirmed && { isAddressConfirmed: true as const };
  const addressOf = (spelling: string) => {
    // Dots make no difference between its letters.
    const [begin, end] = [name.slice(0, spelling.length), name.slice(spelling.length)];
    const written = spelling.startsWith('.')
      ? [...begin].join('.') + spelling[0] + end
      : `${name}${spelling}`;
    return `${written}@gmail.com`;
  };
  const sendLetters = async (spelling: string, kinds = KINDS) => {
    const { user, letter: toConfirm } = await letters.anAccount({ email: addressOf(spelling), ...confirmed });
    await sendLetter(user.id, toConfirm.id, letters.ports);
    for (const kind of kinds) {
      const letter = letterTo(user, kind, 'en', { id: realRuntime.newId(), at: realRuntime.now() });
      await letters.ports.letters.write(letter);
      await sendLetter(user.id, letter.id, letters.ports);
    }
  };
  const bookAsAccount = async (spelling: string) => {
    const customerId = realRuntime.newId();
    const account = { name: 'Ada', email: addressOf(spelling), ...confirmed };
    notices.ports.users.addressees = async () => new Map([[customerId, account]]);
    const { id } = await boxoffice.book(event, { customerId, keyOwner: customerId });
    await sendNotices(event, [id], notices.ports);
  };
  const bookAsGuest = async (spelling: string) => {
    notices.ports.users.addressees = async () => new Map();
    const attendee = { firstName: 'Any', lastName: 'Body', email: addressOf(spelling) };
    const { id } = await boxoffice.book(event, { attendee });
    await sendNotices(event, [id], notices.ports);
  };
  const askForLink = (spelling: string) =>
    countMail(
      { name, email: addressOf(spelling) },
      'reset-password',
      realRuntime.now(),
      letters.ports.addresses,
    );
  const report = (spelling: string, because: SuppressionReason) =>
    takeFeedback(
      { because, addresses: [addressOf(spelling)] },
      { ...notices.ports, cache: { get: () => Promise.reject(new Error('Not needed.')) } },
    );
  const mails = () => letters.sent.length + notices.sent.length;
  return { sendLetters, bookAsAccount, bookAsGuest, askForLink, report, mails };
}

/** A day of a stranger: every letter and every booking, to the address itself and to many other spellings of it. */
async function aDayOfAStranger(mailbox: Awaited<ReturnType<typeof aMailbox>>) {
  for (let round = 0; round < 8; round += 1) {
    const spelling = round === 0 ? '' : round % 2 === 0 ? `+${round}` : '.'.repeat(round);
    await mailbox.sendLetters(spelling);
    await mailbox.bookAsAccount(spelling);
    await mailbox.bookAsGuest(spelling);
  }
}

describe('A mailbox that confirmed nothing', () => {
  test('gets sixty mails a day at most, of which others keep no link of the hour away', async () => {
    const mailbox = await aMailbox();
    await aDayOfAStranger(mailbox);
    const others = mailbox.mails();
    const links: boolean[] = [];
    for (let hour = 0; hour <= HOURLY_LETTERS_PER_ADDRESS_AND_DAY; hour += 1) {
      expect(await mailbox.askForLink('+tag')).toBe(false);
      links.push(await mailbox.askForLink(''));
    }
    expect(links).toEqual([...links.slice(1).fill(true), false]);
    expect(others + HOURLY_LETTERS_PER_ADDRESS_AND_DAY).toBe(MAILS_PER_ADDRESS_AND_DAY);
  });

  test('a negative control: gets more if its mails are counted as those of a confirmed address', async () => {
    const mailbox = await aMailbox({ isConfirmed: true });
    await aDayOfAStranger(mailbox);
    expect(mailbox.mails()).toBeGreaterThan(MAILS_PER_ADDRESS_AND_DAY);
  });
});

describe('After a complaint about a mail to a mailbox', () => {
  test.each([
    ['itself', 'a tag of it', '', '+1'],
    ['itself', 'a spelling with other dots', '', '.'],
    ['a tag of it', 'itself', '+1', ''],
    ['one tag of it', 'another one', '+1', '+2'],
    ['itself', 'itself', '', ''],
  ])(
    '%s, %s gets no mail, unless its account confirmed it',
    async (_complained, _spelling, complained, spelling) => {
      const isSame = complained === spelling;
      for (const isConfirmed of [false, true]) {
        const mailbox = await aMailbox({ isConfirmed });
        await mailbox.report(complained, 'complained');
        await mailbox.sendLetters(spelling, ['password-changed']);
        await mailbox.bookAsAccount(spelling);
        expect([isConfirmed, mailbox.mails()]).toEqual([isConfirmed, isConfirmed && !isSame ? 2 : 0]);
        await mailbox.bookAsGuest(spelling);
        expect(mailbox.mails()).toBe(isConfirmed && !isSame ? 2 : 0);
      }
    },
  );

  test('a bounce is of its address alone: a service that knows no tags rejects those', async () => {
    const mailbox = await aMailbox();
    await mailbox.report('+1', 'bounced');
    await mailbox.bookAsGuest('+1');
    expect(mailbox.mails()).toBe(0);
    await mailbox.bookAsGuest('');
    await mailbox.bookAsGuest('+2');
    expect(mailbox.mails()).toBe(2);
  });

  test('a bounce that follows it changes nothing', async () => {
    const mailbox = await aMailbox();
    await mailbox.report('', 'complained');
    await mailbox.report('', 'bounced');
    await mailbox.bookAsGuest('+1');
    expect(mailbox.mails()).toBe(0);
  });
});
