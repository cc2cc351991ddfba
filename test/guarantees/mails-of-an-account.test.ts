/**
 * `Notified`, of an address that somebody else states or registers: mails to a mailbox that confirmed nothing are counted together, and
 * apart from those of an account that confirmed its address. The negative controls count otherwise.
 */
import { describe, expect, test } from '@jest/globals';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { MAILS_PER_ADDRESS_AND_DAY, UNCONFIRMED_MAILS_PER_DAY } from '../../functions/domain/model/limits.ts';
import { sendNotices } from '../../functions/domain/notices/send-notices.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import { aBoxoffice, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { aSender } from '../kit/notice-sender.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const boxoffice = aBoxoffice();

type Spelling = (mailbox: string) => string;

const asItIs: Spelling = (mailbox) => `${mailbox}@gmail.com`;
const withTag: Spelling = (mailbox) => `${mailbox}+1@gmail.com`;
const withDots: Spelling = (mailbox) => `${[...mailbox].join('.')}@gmail.com`;
const ofGooglemail: Spelling = (mailbox) => `${mailbox}@googlemail.com`;

/**
 * A sender of bookings of which one account has made some, and strangers those with its address as the attendee's. Strangers used up all
 * mails of the mailbox but one. `spelling`: of the account's address.
 */
async function strangersAndAnAccount(spelling: Spelling, isAddressConfirmed?: true) {
  const mailbox = realRuntime.newId().toLowerCase().replaceAll(/[_-]/g, 'x');
  const email = spelling(mailbox);
  const customerId = realRuntime.newId();
  const { ports } = aSender();
  ports.users.addressees = async () =>
    new Map([[customerId, { name: 'Ada', email, ...(isAddressConfirmed && { isAddressConfirmed }) }]]);
  const [day = ''] = new Date().toISOString().split('T');
  for (let mail = 1; mail < UNCONFIRMED_MAILS_PER_DAY; mail += 1)
    await ports.addresses.countMail(asItIs(mailbox), day, MAILS_PER_ADDRESS_AND_DAY, 'stated-address');
  const event = await boxoffice.anEvent();
  const attendeeAt = (stated: string) => ({ firstName: 'Any', lastName: 'Body', email: stated });
  const tell = async (booking: Booking) => {
    await sendNotices(event, [booking.id], ports);
    return outcomeOf(event, booking);
  };
  const asStranger = async (stated: Spelling = spelling) =>
    tell(await boxoffice.book(event, { attendee: attendeeAt(stated(mailbox)) }));
  const asAccount = async () => tell(await boxoffice.book(event, { customerId, keyOwner: customerId }));
  return { ports, asStranger, asAccount };
}

async function outcomeOf(event: Event, { id }: Booking) {
  const { records } = await noticeStore(strictTable(TABLE_NAME)).readLog(event, id);
  return records.map(({ outcome }) => outcome);
}

describe('Mails about bookings with the address of an account', () => {
  test('are limited, and keep none of the account away', async () => {
    const { asStranger, asAccount } = await strangersAndAnAccount(asItIs, true);
    expect(await asStranger()).toEqual(['sent']);
    expect(await asStranger()).toEqual(['over-limit']);
    expect(await asAccount()).toEqual(['sent']);
  });

  test('a negative control: they keep them away if all are counted together', async () => {
    const { ports, asStranger, asAccount } = await strangersAndAnAccount(asItIs, true);
    const { countMail } = ports.addresses;
    ports.addresses.countMail = (address, day) =>
      countMail(address, day, UNCONFIRMED_MAILS_PER_DAY, 'stated-address');
    expect(await asStranger()).toEqual(['sent']);
    expect(await asAccount()).toEqual(['over-limit']);
  });

  test('are limited in whatever spelling of the address, as all of them reach one mailbox', async () => {
    const { ports, asStranger } = await strangersAndAnAccount(asItIs);
    expect([await asStranger(withTag), await asStranger(withDots), await asStranger()]).toEqual([
      ['sent'],
      ['over-limit'],
      ['over-limit'],
    ]);
    const { countMail } = ports.addresses;
    // A negative control: counted as it was typed, each spelling has mails of its own.
    ports.addresses.countMail = (_, ...counted) => countMail(realRuntime.newId(), ...counted);
    expect(await asStranger(withTag)).toEqual(['sent']);
  });

  test.each([
    ['with a tag', withTag],
    ['with dots at Gmail', withDots],
    ['at the other domain of Gmail', ofGooglemail],
    ['as it is', asItIs],
  ])('of an account, %s, are limited with them until its owner confirms the address', async (_, spelling) => {
    const unconfirmed = await strangersAndAnAccount(spelling);
    expect([await unconfirmed.asAccount(), await unconfirmed.asAccount()]).toEqual([
      ['sent'],
      ['over-limit'],
    ]);
    // A negative control: a confirmed address has the mails of an account.
    const confirmed = await strangersAndAnAccount(spelling, true);
    expect([await confirmed.asAccount(), await confirmed.asAccount()]).toEqual([['sent'], ['sent']]);
  });
});
