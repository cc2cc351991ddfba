/**
 * How many letters an address is sent in a day: a stranger who registers tags of it (`name+1@`) uses up the letters of no other
 * address of its mailbox, and has that mailbox sent no more than another. The negative controls count otherwise.
 */
import { describe, expect, test } from '@jest/globals';
import { changeProfile } from '../../functions/domain/accounts/change-profile.ts';
import {
  answerRegistration,
  registrationLetterId,
  requestRegistration,
} from '../../functions/domain/accounts/register-by-mail.ts';
import {
  answerResetRequest,
  requestReset,
  resetLetterId,
} from '../../functions/domain/accounts/reset-password.ts';
import { sendLetter } from '../../functions/domain/accounts/send-letter.ts';
import { derivedId } from '../../functions/domain/model/derived-id.ts';
import type { LetterOutcome } from '../../functions/domain/model/letter.ts';
import {
  HOURLY_LETTERS_PER_ADDRESS_AND_DAY,
  MAILS_PER_ADDRESS_AND_DAY,
} from '../../functions/domain/model/limits.ts';
import { mailboxOf } from '../../functions/domain/model/user.ts';
import type { AddressStore, CountedMails } from '../../functions/domain/ports/address-store.ts';
import { emailKey } from '../../functions/store/items/user.ts';
import { realRuntime } from '../kit/boxoffice.ts';
import { aLetterService } from '../kit/letters.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

type Service = ReturnType<typeof aLetterService>;
type Person = { email: string; isAddressConfirmed?: true };

const asked = { language: 'en', sendsMail: true, idempotencyKey: undefined } as const;

/** Each has an account with the address and causes one letter to it, or to what registers by mail. */
const LETTERS = {
  'reset-password': async ({ anAccount, ports }: Service, person: Person) => {
    const { user } = await anAccount(person);
    await requestReset({ ...asked, email: user.email }, ports);
    const addressDigest = emailKey(user.email).pk.slice('EMAIL#'.length);
    await answerResetRequest(addressDigest, ports);
    const found = await ports.resetRequests.read(addressDigest);
    if (found === undefined) throw new Error('The request was not noted.');
    return { userId: user.id, id: resetLetterId(user.id, found.request) };
  },
  'address-change-asked': async ({ anAccount, ports }: Service, person: Person) => {
    const { user } = await anAccount(person);
    const email = `${realRuntime.newId().toLowerCase()}@example.com`;
    await changeProfile({ ...asked, userId: user.id, email, check: async () => undefined }, ports);
    const written = await ports.letters.listOf(user.id, 10);
    const told = written.find(({ letter }) => letter.kind === 'address-change-asked');
    return { userId: user.id, id: told?.letter.id ?? '' };
  },
  'complete-registration': async ({ ports }: Service, { email }: Person) => {
    await requestRegistration({ ...asked, name: 'Ada', email }, ports);
    const userId = derivedId('registration', email);
    await answerRegistration(userId, ports);
    const registration = await ports.registrations.read(userId);
    if (registration === undefined) throw new Error('The registration was not noted.');
    return { userId, id: registrationLetterId(registration) };
  },
};

const MOST = {
  'reset-password': HOURLY_LETTERS_PER_ADDRESS_AND_DAY,
  'address-change-asked': MAILS_PER_ADDRESS_AND_DAY,
  'complete-registration': HOURLY_LETTERS_PER_ADDRESS_AND_DAY,
};

/** A stranger has as many letters of a kind sent to tags of an address as an address may get. `count`: in place of the store's. */
async function aStranger(
  kind: keyof typeof LETTERS,
  count?: (store: AddressStore['countMail']) => AddressStore['countMail'],
) {
  const service = aLetterService();
  const { addresses, letters } = service.ports;
  if (count !== undefined) addresses.countMail = count(addresses.countMail);
  const name = realRuntime.newId().toLowerCase();
  /** @returns what becomes of a letter to name@, or name+tag@. */
  const sendTo = async (
    tag = '',
    fields: Pick<Person, 'isAddressConfirmed'> = {},
  ): Promise<LetterOutcome | undefined> => {
    const letter = await LETTERS[kind](service, { email: `${name}${tag}@example.com`, ...fields });
    await sendLetter(letter.userId, letter.id, service.ports);
    return (await letters.read(letter.userId, letter.id))?.state.settled?.outcome;
  };
  for (let tag = 1; tag <= MOST[kind]; tag += 1) expect(await sendTo(`+${tag}`)).toBe('sent');
  return sendTo;
}

const isOf = (of: CountedMails | undefined, kind: string): of is CountedMails => of === `${kind}:tags`;

const KINDS = ['reset-password', 'address-change-asked', 'complete-registration'] as const;

describe('A stranger who registers many tags of an address', () => {
  test.each(KINDS)(
    'keeps no letter (%s) from the address itself, and has its mailbox sent no more than another',
    async (kind) => {
      const sendTo = await aStranger(kind);
      expect(await sendTo('+another')).toBe('over-limit');
      expect(await sendTo()).toBe('sent');
    },
    60_000,
  );

  test.each(['reset-password', 'address-change-asked'] as const)(
    'keeps no letter (%s) from a tag that its owner confirmed',
    async (kind) => {
      const sendTo = await aStranger(kind);
      expect(await sendTo('+mine', { isAddressConfirmed: true })).toBe('sent');
    },
    60_000,
  );

  test.each(KINDS)(
    'a negative control: counted by mailbox, letters (%s) to the address itself are kept away',
    async (kind) => {
      const sendTo = await aStranger(
        kind,
        (count) => (address, day, most, of) =>
          count(mailboxOf(address), day, most, isOf(of, kind) ? kind : of),
      );
      expect(await sendTo()).toBe('over-limit');
    },
    60_000,
  );

  test.each(KINDS)(
    'a negative control: if each address is counted for itself, its mailbox is sent letters (%s) without end',
    async (kind) => {
      const sendTo = await aStranger(
        kind,
        (count) => (address, day, most, of) =>
          count(isOf(of, kind) ? realRuntime.newId() : address, day, most, of),
      );
      expect(await sendTo('+another')).toBe('sent');
    },
    60_000,
  );
});
