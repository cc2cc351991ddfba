/**
 * A mail service that refuses for a while uses up no mails of the day: what could not be sent is not counted. The negative control
 * counts it.
 */
import { describe, expect, test } from '@jest/globals';
import { UNCONFIRMED_MAILS_PER_DAY } from '../../functions/domain/model/limits.ts';
import { sendNotices } from '../../functions/domain/notices/send-notices.ts';
import type { AddressStore } from '../../functions/domain/ports/address-store.ts';
import { aBoxoffice, realRuntime } from '../kit/boxoffice.ts';
import { aSender } from '../kit/notice-sender.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

/** The service refuses more mails to an address than it gets in a day. @returns what is sent to it afterwards */
async function sentAfterRefusals(change: (addresses: AddressStore) => Partial<AddressStore> = () => ({})) {
  const email = `${realRuntime.newId()}@example.com`;
  const { sent, ports } = aSender({ email });
  const addresses = { ...ports.addresses, ...change(ports.addresses) };
  const refusing = { ...ports, addresses, sender: { send: () => Promise.reject(new Error('452')) } };
  const boxoffice = aBoxoffice();
  const event = await boxoffice.anEvent({ capacity: 100 });
  for (let refused = 0; refused <= UNCONFIRMED_MAILS_PER_DAY; refused += 1)
    await sendNotices(event, [(await boxoffice.book(event)).id], refusing);
  await sendNotices(event, [(await boxoffice.book(event)).id], { ...ports, addresses });
  return sent;
}

describe('Mails that the mail service refuses', () => {
  test('keep none away that it takes later on that day', async () => {
    expect(await sentAfterRefusals()).toEqual(['booked 1']);
  });

  test('a negative control: where they stay counted, none is sent on that day', async () => {
    expect(await sentAfterRefusals(() => ({ uncountMail: async () => undefined }))).toEqual([]);
  });
});
