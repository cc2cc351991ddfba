/** The owner of an event that an admin cancels is told by a letter in the transaction of the cancellation. */
import { describe, expect, test } from '@jest/globals';
import { cancelEvent } from '../../functions/domain/events/cancel-event.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import type { LetterKind } from '../../functions/domain/model/letter.ts';
import type { User } from '../../functions/domain/model/user.ts';
import { letterStore } from '../../functions/store/letters.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { aBoxoffice, TABLE_NAME } from '../kit/boxoffice.ts';
import { dyingTable } from '../kit/dying-table.ts';
import { actorOf, anEvent, aUser } from '../kit/staff.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithFirstFaults } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';
import { writeLater } from '../kit/written-later.ts';

useTestTable();

function cancel(
  event: Event,
  by: User,
  { table, sendsMail = true }: { table?: Table; sendsMail?: boolean } = {},
) {
  const mailing = { language: 'de' as const, sendsMail };
  return cancelEvent({ eventId: event.id, actor: actorOf(by), mailing }, aBoxoffice(undefined, table).ports);
}

async function lettersTo({ id }: User): Promise<[LetterKind, string | undefined, string][]> {
  const found = await letterStore(strictTable(TABLE_NAME)).listOf(id, 100);
  return found.map(({ letter }) => [letter.kind, letter.to?.email, letter.language]);
}

const told = ({ email }: User) => [['event-cancelled', email, 'de']];

const isCancelled = async ({ id }: Event) =>
  (await aBoxoffice().ports.events.read(id))?.cancelledAt !== undefined;

describe('The owner of an event', () => {
  test('is told once that somebody else cancelled it', async () => {
    const { owner, event } = await anEvent();
    const admin = await aUser('admin');
    await cancel(event, admin);
    await cancel(event, admin);
    expect([await lettersTo(owner), await lettersTo(admin)]).toEqual([told(owner), []]);
  });

  test.each(['organizer', 'admin'] as const)('who is an %s is not told of what they cancel', async (role) => {
    const owner = await aUser(role);
    const event = await aBoxoffice().anEvent({ organizerId: owner.id });
    await cancel(event, owner);
    expect([await isCancelled(event), await lettersTo(owner)]).toEqual([true, []]);
  });

  test('is not told where the service sends no mail, and need not have an account', async () => {
    const [{ owner, event }, admin] = [await anEvent(), await aUser('admin')];
    await cancel(event, admin, { sendsMail: false });
    expect([await isCancelled(event), await lettersTo(owner)]).toEqual([true, []]);
    const ownerless = await aBoxoffice().anEvent({ organizerId: 'nobody' });
    await cancel(ownerless, admin);
    expect(await isCancelled(ownerless)).toBe(true);
  });

  test.each(['conflict', 'throttle', 'lost-before', 'lost-after'] as const)(
    'is told once with a %s fault',
    async (fault) => {
      const { owner, event } = await anEvent();
      const coming = [fault];
      const table = tableWithFirstFaults('TransactWriteItemsCommand', coming);
      await cancel(event, await aUser('admin'), { table });
      expect(coming).toEqual([]);
      expect(await lettersTo(owner)).toEqual(told(owner));
    },
  );

  test.each([
    ['before', false],
    ['after', true],
  ] as const)(
    'is told exactly if it is cancelled by a process that dies %s the transaction',
    async (moment, isDone) => {
      const { owner, event } = await anEvent();
      const { table, died } = dyingTable(1, moment, (command) => command === 'TransactWriteItemsCommand');
      await expect(cancel(event, await aUser('admin'), { table })).rejects.toMatchObject({ code: 'busy' });
      expect(died()).toBe(true);
      expect([await isCancelled(event), await lettersTo(owner)]).toEqual([isDone, isDone ? told(owner) : []]);
    },
    15_000,
  );

  test('a negative control: is not told if the letter is written later and the process dies between', async () => {
    const { owner, event } = await anEvent();
    const { table, died } = dyingTable(1, 'before', (command) => command === 'PutItemCommand');
    writeLater(table, { pk: 'USER#', sk: 'LETTER#' });
    await expect(cancel(event, await aUser('admin'), { table })).rejects.toMatchObject({ code: 'busy' });
    expect(died()).toBe(true);
    expect([await isCancelled(event), await lettersTo(owner)]).toEqual([true, []]);
  }, 15_000);
});
