/**
 * `Notified`, of an address that somebody else states: mails about bookings that strangers make with it are counted apart from
 * those of its account. The negative control counts them together.
 */
import { describe, expect, test } from '@jest/globals';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { MAILS_PER_ADDRESS_AND_DAY } from '../../functions/domain/model/limits.ts';
import { sendNotices } from '../../functions/domain/notices/send-notices.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import { aBoxoffice, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { aSender } from '../kit/notice-sender.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const boxoffice = aBoxoffice();

/**
 * A sender of bookings of which one account has made some, and strangers those with its address as the attendee's. Strangers used up all
 * mails of the mailbox but one. `tag`: of the account's address.
 */
async function strangersAndAnAccount(tag = '', isAddressConfirmed?: true) {
  const mailbox = realRuntime.newId().toLowerCase();
  const email = `${mailbox}${tag}@example.com`;
  const customerId = realRuntime.newId();
  const { ports } = aSender();
  ports.users.addressees = async () =>
    new Map([[customerId, { name: 'Ada', email, ...(isAddressConfirmed && { isAddressConfirmed }) }]]);
  const [day = ''] = new Date().toISOString().split('T');
  for (let mail = 1; mail < MAILS_PER_ADDRESS_AND_DAY; mail += 1)
    await ports.addresses.countMail(
      `${mailbox}@example.com`,
      day,
      MAILS_PER_ADDRESS_AND_DAY,
      'stated-address',
    );
  const event = await boxoffice.anEvent();
  const attendeeAt = (stated: string) => ({ firstName: 'Any', lastName: 'Body', email: stated });
  const tell = async (booking: Booking) => {
    await sendNotices(event, [booking.id], ports);
    return outcomeOf(event, booking);
  };
  const asStranger = async (stated = email) =>
    tell(await boxoffice.book(event, { attendee: attendeeAt(stated) }));
  const asAccount = async () => tell(await boxoffice.book(event, { customerId, keyOwner: customerId }));
  return { email, ports, asStranger, asAccount };
}

async function outcomeOf(event: Event, { id }: Booking) {
  const { records } = await noticeStore(strictTable(TABLE_NAME)).readLog(event, id);
  return records.map(({ outcome }) => outcome);
}

describe('Mails about bookings with the address of an account', () => {
  test('are limited, and keep none of the account away', async () => {
    const { asStranger, asAccount } = await strangersAndAnAccount();
    expect(await asStranger()).toEqual(['sent']);
    expect(await asStranger()).toEqual(['over-limit']);
    expect(await asAccount()).toEqual(['sent']);
  });

  test('a negative control: they keep them away if all are counted together', async () => {
    const { ports, asStranger, asAccount } = await strangersAndAnAccount();
    const { countMail } = ports.addresses;
    ports.addresses.countMail = (address, day, most) => countMail(address, day, most, 'stated-address');
    expect(await asStranger()).toEqual(['sent']);
    expect(await asAccount()).toEqual(['over-limit']);
  });

  test('are limited in whatever spelling of the address, as all of them reach one mailbox', async () => {
    const { email, ports, asStranger } = await strangersAndAnAccount();
    const [local = '', domain = ''] = email.split('@');
    const tagged = (tag: string) => asStranger(`${local}+${tag}@${domain}`);
    expect([await tagged('1'), await tagged('2'), await asStranger()]).toEqual([
      ['sent'],
      ['over-limit'],
      ['over-limit'],
    ]);
    const { countMail } = ports.addresses;
    // A negative control: counted as it was typed, each spelling has mails of its own.
    ports.addresses.countMail = (_, ...counted) => countMail(realRuntime.newId(), ...counted);
    expect(await tagged('3')).toEqual(['sent']);
  });

  test('of an account with a tag are limited with them until its owner confirms the address', async () => {
    const unconfirmed = await strangersAndAnAccount('+1');
    expect([await unconfirmed.asAccount(), await unconfirmed.asAccount()]).toEqual([
      ['sent'],
      ['over-limit'],
    ]);
    // A negative control: a confirmed tag has the mails of an account.
    const confirmed = await strangersAndAnAccount('+1', true);
    expect([await confirmed.asAccount(), await confirmed.asAccount()]).toEqual([['sent'], ['sent']]);
  });
});
