/** Counts the mails to each address, and stores which addresses get none, or no announcements of an organizer. */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { AddressStore } from '../domain/ports/address-store.ts';
import { unsubscribedKey } from './items/announcements.ts';
import { ADDRESS_MAY_GET_MORE, addressKey, mailDayKey } from './items/notices.ts';
import { orBusy, type Table } from './table/client.ts';
import { joinedUpdates } from './table/joined-updates.ts';
import { getItem, getItems } from './table/read.ts';
import { isDone } from './table/write.ts';

/** The count of a day is of no use afterwards. */
const COUNT_TTL_SECONDS = 2 * 24 * 60 * 60;

export function addressStore(table: Table): AddressStore {
  const update = joinedUpdates(table);
  return {
    async countMail(address, day, most, of) {
      const outcome = await update({
        update: mailDayKey(address, day, of),
        set: 'SET mails = if_not_exists(mails, :zero) + :one, expiresAtSeconds = :expires',
        when: ADDRESS_MAY_GET_MORE,
        values: {
          ':zero': 0,
          ':one': 1,
          ':most': most,
          ':expires': Date.parse(day) / 1000 + COUNT_TTL_SECONDS,
        },
      });
      return isDone(outcome);
    },

    async suppressedAmong(addresses) {
      const byPartition = new Map(addresses.map((address) => [addressKey(address).pk, address]));
      const found = await getItems(table, [...byPartition.values()].map(addressKey), true, ['pk']);
      return new Set(found.flatMap((item) => byPartition.get(String(item['pk'])) ?? []));
    },

    async isUnsubscribed(addressId, organizerId) {
      return (await getItem(table, unsubscribedKey(addressId, organizerId))) !== undefined;
    },

    async unsubscribe(addressId, organizerId, now) {
      const Item = { ...unsubscribedKey(addressId, organizerId), unsubscribedAt: now };
      await orBusy(table.client.send(new PutCommand({ TableName: table.name, Item })));
    },

    async subscribe(addressId, organizerId) {
      const Key = unsubscribedKey(addressId, organizerId);
      await orBusy(table.client.send(new DeleteCommand({ TableName: table.name, Key })));
    },

    async suppress(address, because, now) {
      const Item = { ...addressKey(address), suppressedBecause: because, suppressedAt: now };
      await orBusy(table.client.send(new PutCommand({ TableName: table.name, Item })));
    },
  };
}
