/**
 * Changes each condition of the store, one clause or operator at a time, and has the engine decide: in at least one of
 * the examples the changed condition must decide otherwise.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { DeleteCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Table } from '../../functions/store/table/client.ts';
import { createTestTable, TABLE_NAME } from '../kit/boxoffice.ts';
import { CONDITION_EXAMPLES, type ConditionExamples, NO_ITEM } from '../kit/condition-examples.ts';
import { conditionMutants } from '../kit/condition-mutants.ts';
import { strictTable } from '../kit/strict-table.ts';

const STORE = path.resolve(import.meta.dirname, '../../functions/store');
const KEY = { pk: 'EXAMPLE', sk: 'EXAMPLE' };

let table: Table;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ stop } = await createTestTable());
  table = strictTable(TABLE_NAME);
});
afterAll(() => stop());

/** @returns every constant of the store that is a condition, by its name. */
async function readConditions(): Promise<Map<string, string>> {
  const files = [
    ...readdirSync(path.join(STORE, 'items')).map((file) => path.join(STORE, 'items', file)),
    path.join(STORE, 'table/existence.ts'),
  ];
  const found = new Map<string, string>();
  for (const file of files) {
    for (const [name, value] of Object.entries(await import(file))) {
      const isConstant = /^[A-Z][A-Z_]+$/.test(name) && typeof value === 'string';
      if (isConstant && /attribute_|[<>=] :/.test(value)) found.set(name, value);
    }
  }
  return found;
}

async function holds(condition: string, { values }: ConditionExamples): Promise<boolean> {
  const used = Object.entries(values).filter(([name]) => new RegExp(`${name}\\b`).test(condition));
  const check = {
    TableName: TABLE_NAME,
    Key: KEY,
    ConditionExpression: condition,
    ...(used.length > 0 && { ExpressionAttributeValues: Object.fromEntries(used) }),
  };
  try {
    await table.client.send(new TransactWriteCommand({ TransactItems: [{ ConditionCheck: check }] }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'TransactionCanceledException') return false;
    throw error;
  }
}

/**
 * Puts each example in the table.
 * @returns the conditions that decide otherwise than stated in at least one of them.
 */
async function decidedOtherwise(conditions: string[], examples: ConditionExamples): Promise<Set<string>> {
  const found = new Set<string>();
  const states = [
    ...examples.holds.map((item) => ({ item, expected: true })),
    ...examples.fails.map((item) => ({ item, expected: false })),
  ];
  for (const { item, expected } of states) {
    await (item === NO_ITEM
      ? table.client.send(new DeleteCommand({ TableName: TABLE_NAME, Key: KEY }))
      : table.client.send(new PutCommand({ TableName: TABLE_NAME, Item: { ...item, ...KEY } })));
    for (const condition of conditions.filter((one) => !found.has(one)))
      if ((await holds(condition, examples)) !== expected) found.add(condition);
  }
  return found;
}

test('every condition has examples', async () => {
  expect(Object.keys(CONDITION_EXAMPLES).sort()).toEqual([...(await readConditions()).keys()].sort());
});

test.each(Object.entries(CONDITION_EXAMPLES))('%s: every mutant is noticed', async (name, examples) => {
  const condition = (await readConditions()).get(name) ?? '';
  const mutants = conditionMutants(condition, (value) => typeof examples.values[value] === 'boolean');
  expect([...(await decidedOtherwise([condition], examples))]).toEqual([]);
  const noticed = await decidedOtherwise(mutants, examples);
  expect(mutants.filter((mutant) => !noticed.has(mutant))).toEqual([]);
});

test('a mutant that no example tells apart is reported', async () => {
  const examples = { values: { ':quantity': 2 }, holds: [{ freeTickets: 3 }], fails: [{ freeTickets: 1 }] };
  const mutants = conditionMutants('freeTickets >= :quantity', () => false);
  const noticed = await decidedOtherwise(mutants, examples);
  expect(mutants.filter((mutant) => !noticed.has(mutant))).toEqual(['freeTickets > :quantity']);
});
