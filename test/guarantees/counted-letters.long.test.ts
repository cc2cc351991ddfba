/**
 * How many letters an address is sent in a day: a stranger who registers tags of it (`name+1@`) keeps away no link that its owner has
 * mailed to the address itself, and no letter to one that they confirmed. The negative controls count otherwise.
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
import { type LetterOutcome, letterTo } from '../../functions/domain/model/letter.ts';
import {
  REQUESTED_LETTERS_PER_ADDRESS_AND_DAY,
  UNCONFIRMED_MAILS_PER_DAY,
} from '../../functions/domain/model/limits.ts';
import type { AddressStore } from '../../functions/domain/ports/address-store.ts';
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

/** A stranger has as many letters of a kind sent to tags of an address as these may get. `count`: in place of the store's. */
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
  for (let tag = 1; tag <= UNCONFIRMED_MAILS_PER_DAY; tag += 1) expect(await sendTo(`+${tag}`)).toBe('sent');
  return sendTo;
}

const KINDS = ['reset-password', 'address-change-asked', 'complete-registration'] as const;
const LINKS = ['reset-password', 'complete-registration'] as const;
const OF_ACCOUNTS = ['reset-password', 'address-change-asked'] as const;

describe('A stranger who registers many tags of an address', () => {
  test.each(KINDS)(
    'has its mailbox sent no more letters (%s) than another',
    async (kind) => {
      const sendTo = await aStranger(kind);
      expect(await sendTo('+another')).toBe('over-limit');
    },
    60_000,
  );

  test.each(LINKS)(
    'keeps no link (%s) from the address itself',
    async (kind) => {
      const sendTo = await aStranger(kind);
      expect(await sendTo()).toBe('sent');
    },
    60_000,
  );

  test.each(OF_ACCOUNTS)(
    'keeps no letter (%s) from an address that its owner confirmed, with a tag or without',
    async (kind) => {
      const sendTo = await aStranger(kind);
      expect(await sendTo('+mine', { isAddressConfirmed: true })).toBe('sent');
      expect(await sendTo('', { isAddressConfirmed: true })).toBe('sent');
    },
    60_000,
  );

  test.each(LINKS)(
    'a negative control: without mails that are left to links, the one (%s) to the address itself is kept away',
    async (kind) => {
      const sendTo = await aStranger(
        kind,
        (count) => (address, day, _most, of) => count(address, day, UNCONFIRMED_MAILS_PER_DAY, of),
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
        (count) =>
          (_, ...counted) =>
            count(realRuntime.newId(), ...counted),
      );
      expect(await sendTo('+another')).toBe('sent');
    },
    60_000,
  );
});

test('A letter to a confirmed address that anybody can ask for is bounded by itself, whatever else the address is mailed', async () => {
  const { ports, sent, anAccount } = aLetterService();
  const { user } = await anAccount({ isAddressConfirmed: true });
  const written = { id: realRuntime.newId(), at: realRuntime.now() };
  const letter = letterTo(user, 'already-registered', 'en', written);
  await ports.letters.write(letter);
  const [day = ''] = new Date(ports.runtime.now()).toISOString().split('T');
  for (let n = 0; n < REQUESTED_LETTERS_PER_ADDRESS_AND_DAY; n += 1)
    await ports.addresses.countMail(user.email, day, REQUESTED_LETTERS_PER_ADDRESS_AND_DAY, letter.kind);
  await sendLetter(user.id, letter.id, ports);
  expect(sent).toEqual([]);
  const found = await ports.letters.read(user.id, letter.id);
  expect(found?.state.settled?.outcome).toBe('over-limit');
  for (const kind of ['bookings', 'reset-password'] as const)
    expect([kind, await ports.addresses.countMail(user.email, day, 1, kind)]).toEqual([kind, true]);
});
