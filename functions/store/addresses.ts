/** Counts the mails to each address, and stores which addresses get none, or no announcements of an organizer. */
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { AddressStore } from '../domain/ports/address-store.ts';
import { unsubscribedKey } from './items/announcements.ts';
import {
  ADDRESS_MAY_GET_MORE,
  addressKey,
  isOfComplaint,
  isSuppressed,
  mailDayKey,
} from './items/notices.ts';
import { orBusy, type Table } from './table/client.ts';
import type { Item, Key } from './table/item.ts';
import { joinedUpdates } from './table/joined-updates.ts';
import { getItem, getItems } from './table/read.ts';
import { isDone } from './table/write.ts';

/** The count of a day is of no use afterwards. */
const COUNT_TTL_SECONDS = 2 * 24 * 60 * 60;

export function addressStore(table: Table): AddressStore {
  const update = joinedUpdates(table);
  const set = async (
    Key: Key,
    UpdateExpression: string,
    ExpressionAttributeValues: Record<string, unknown>,
  ) => {
    const command = { TableName: table.name, Key, UpdateExpression, ExpressionAttributeValues };
    await orBusy(table.client.send(new UpdateCommand(command)));
  };
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

    async uncountMail(address, day, of) {
      await set(mailDayKey(address, day, of), 'SET mails = mails - :one', { ':one': 1 });
    },

    async suppressedAmong(addresses) {
      const byPartition = new Map(addresses.map((address) => [addressKey(address).pk, address]));
      const keys = [...byPartition.values()].map(addressKey);
      const found = await getItems(table, keys, true, ['pk', 'suppressedBecause', 'complainedAt']);
      const those = (is: (item: Item) => boolean) =>
        new Set(found.filter(is).flatMap((item) => byPartition.get(String(item['pk'])) ?? []));
      return { addresses: those(isSuppressed), mailboxes: those(isOfComplaint) };
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
      await set(addressKey(address), 'SET suppressedBecause = :because, suppressedAt = :now', {
        ':because': because,
        ':now': now,
      });
    },

    async noteComplaint(mailbox, now) {
      await set(addressKey(mailbox), 'SET complainedAt = :now', { ':now': now });
    },
  };
}
