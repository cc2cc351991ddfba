/** Updates that are asked for at the same moment, on a real table: one call, and each has the outcome it would have alone. */
import { expect, test } from '@jest/globals';
import type { Table } from '../../functions/store/table/client.ts';
import { EXISTS, MAY_EXIST } from '../../functions/store/table/existence.ts';
import { JOINED_UPDATES_MAX, joinedUpdates } from '../../functions/store/table/joined-updates.ts';
import { TABLE_NAME } from '../kit/boxoffice.ts';
import { strictTable } from '../kit/strict-table.ts';
import { type Fault, tableWithFaults } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const values = { ':zero': 0, ':one': 1 };
const set = 'SET held = if_not_exists(held, :zero) + :one';
const keyOf = (name: string | number) => ({ pk: `EVENT#${name}`, sk: 'EVENT' });
const raise = (name: string | number, when = MAY_EXIST) => ({ update: keyOf(name), set, when, values });

/** The commands that a table is called with, in their order. */
function commandsOf(table: Table): string[] {
  const commands: string[] = [];
  table.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        commands.push(commandName);
        return next(args);
      },
    { step: 'initialize', priority: 'high', name: 'note' },
  );
  return commands;
}

const KINDS = { done: { kind: 'done' }, unknown: { kind: 'unknown' } };

test('a moment with several updates makes one call for as many as a transaction takes', async () => {
  const table = strictTable(TABLE_NAME);
  const [commands, update] = [commandsOf(table), joinedUpdates(table)];
  const names = Array.from({ length: JOINED_UPDATES_MAX + 1 }, (_, n) => `many-${n}`);
  const outcomes = await Promise.all(names.map((name) => update(raise(name))));
  expect(outcomes).toEqual(names.map(() => KINDS.done));
  expect(await update(raise('alone'))).toEqual(KINDS.done);
  expect(commands).toEqual(['TransactWriteItemsCommand', 'UpdateItemCommand', 'UpdateItemCommand']);
});

test('two updates of one item are both written', async () => {
  const update = joinedUpdates(strictTable(TABLE_NAME));
  await Promise.all([update(raise('twice')), update(raise('other')), update(raise('twice'))]);
  const both = await update({ ...raise('twice'), when: 'held <> :two', values: { ...values, ':two': 2 } });
  expect(both).toEqual({ kind: 'refused', failed: new Map([[0, { ...keyOf('twice'), held: 2 }]]) });
});

test('a refused update gets its own item, and keeps none of the others back', async () => {
  const update = joinedUpdates(strictTable(TABLE_NAME));
  const asked = [raise('free-1'), raise('missing', EXISTS), raise('free-2')];
  const outcomes = await Promise.all(asked.map(update));
  expect(outcomes).toEqual([KINDS.done, { kind: 'refused', failed: new Map([[0, undefined]]) }, KINDS.done]);
});

test.each<[Fault, unknown]>([
  ['conflict', KINDS.done],
  ['throttle', KINDS.done],
  ['lost-after', KINDS.unknown],
])('after a transaction that met a fault (%s), each update has its own outcome', async (fault, outcome) => {
  const table = tableWithFaults((command) => (command.startsWith('TransactWrite') ? fault : undefined));
  const update = joinedUpdates(table);
  const names = [`${fault}-1`, `${fault}-2`];
  expect(await Promise.all(names.map((name) => update(raise(name))))).toEqual([outcome, outcome]);
  // Written once in any case.
  const again = { when: 'held <> :one', values };
  const seen = await Promise.all(names.map((name) => update({ ...raise(name), ...again })));
  expect(seen).toEqual(
    names.map((name) => ({ kind: 'refused', failed: new Map([[0, { ...keyOf(name), held: 1 }]]) })),
  );
});

test('an error of the program reaches every caller', async () => {
  const update = joinedUpdates(strictTable(TABLE_NAME));
  const asked = [raise('fine'), { ...raise('wrong'), set: 'SET' }].map(update);
  const outcomes = await Promise.allSettled(asked);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
