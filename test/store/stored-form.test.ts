/**
 * The form of what is stored, attribute by attribute, as `stored-form.txt` lists it. Functions of the version before read it, too,
 * during a deployment and after a return to that version, so a change that fails here is one of these:
 *
 * - a new attribute that items may lack (`?`): add its line, if code that does not know it may ignore it;
 * - anything else: a renamed or removed attribute, one that items must have, another type, or a new value of those listed with `|`,
 *   which the version before cannot read. Find a form that adds, or go by decision 213 and raise `TABLE_VERSION`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, jest, test } from '@jest/globals';
import * as z from 'zod/mini';
import { parseMessage } from '../../functions/store/queue.ts';
import { formOf } from '../kit/schema-form.ts';

const STORE = path.join(import.meta.dirname, '../../functions/store');
const LISTED = path.join(import.meta.dirname, 'stored-form.txt');

/** @returns the schemas by which items are read: each reader of an item is given an empty one. */
async function itemSchemas(): Promise<Map<string, Set<z.ZodMiniType>>> {
  const schemas = new Map<string, Set<z.ZodMiniType>>();
  const item = await import('../../functions/store/table/item.ts');
  jest.unstable_mockModule('../../functions/store/table/item.ts', () => ({
    ...item,
    parseItem: (kind: string, schema: z.ZodMiniType) => {
      schemas.set(kind, (schemas.get(kind) ?? new Set()).add(schema));
      return {};
    },
  }));
  for (const file of readdirSync(path.join(STORE, 'items'))) {
    const module: Record<string, unknown> = await import(`../../functions/store/items/${file}`);
    for (const reader of Object.values(module)) {
      if (typeof reader !== 'function') continue;
      try {
        reader({});
      } catch {
        // What it makes of an empty item is not of interest.
      }
    }
  }
  return schemas;
}

test('the form of stored items is the listed one', async () => {
  const schemas = await itemSchemas();
  const forms = [...schemas].flatMap(([kind, all]) => [...all].flatMap((schema) => formOf(kind, schema)));
  const listed = readFileSync(LISTED, 'utf8').trimEnd().split('\n');
  expect([...new Set(forms)].toSorted()).toEqual(listed);
});

test('every kind of item that is parsed is listed', () => {
  const listed = readFileSync(LISTED, 'utf8');
  const sources = readdirSync(path.join(STORE, 'items')).map((file) =>
    readFileSync(path.join(STORE, 'items', file), 'utf8'),
  );
  const kinds = sources.flatMap((source) =>
    [...source.matchAll(/parseItem\('([^']+)'/g)].map(([, kind]) => kind),
  );
  expect(kinds.length).toBeGreaterThan(30);
  for (const kind of kinds) expect(listed).toContain(`${kind}: `);
});

test('a renamed attribute, one that items must have, and a new value each change the form', () => {
  const form = (shape: z.core.$ZodShape) => formOf('booking', z.object(shape));
  const before = form({ status: z.enum(['confirmed', 'cancelled']), cursor: z.exactOptional(z.int()) });
  expect(before).toEqual(['booking: status confirmed | cancelled', 'booking: cursor? int']);
  expect(form({ status: z.enum(['confirmed', 'cancelled']), place: z.exactOptional(z.int()) })).not.toEqual(
    before,
  );
  expect(form({ status: z.enum(['confirmed', 'cancelled']), cursor: z.int() })).not.toEqual(before);
  expect(form({ status: z.enum(['confirmed', 'lapsed']), cursor: z.exactOptional(z.int()) })).not.toEqual(
    before,
  );
});

test('a message of the version before is understood', () => {
  const message = { eventId: 'e', bookingIds: ['b'] };
  expect(parseMessage(JSON.stringify(message))).toEqual(message);
  expect(parseMessage('{"eventId":"e"}')).toEqual({ eventId: 'e' });
});
