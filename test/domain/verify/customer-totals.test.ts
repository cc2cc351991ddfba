/** Customer totals and the set fingerprint, the compact tables of an audit. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CustomerTotals, customerKey } from '../../../functions/domain/verify/customer-totals.ts';
import { SetFingerprint } from '../../../functions/domain/verify/set-fingerprint.ts';

test('totals equal those of a map, in any number of parts', () => {
  const holdings = fc.array(fc.tuple(fc.string({ maxLength: 2 }), fc.nat(9)), { maxLength: 60 });
  const property = fc.property(holdings, fc.integer({ min: 1, max: 3 }), (held, parts) => {
    const tables = Array.from({ length: parts }, () => new CustomerTotals(held.length));
    const expected = new Map<string, number>();
    for (const [customer, quantity] of held) {
      expected.set(customer, (expected.get(customer) ?? 0) + quantity);
      const { key, part } = customerKey(customer, parts);
      expect(tables[part]?.add(key, quantity)).toBe(expected.get(customer));
    }
    expect(tables.reduce((sum, table) => sum + table.customers, 0)).toBe(expected.size);
  });
  fc.assert(property, { numRuns: 200 });
});

test('a set fingerprint depends on the texts and not on their order', () => {
  const of = (...texts: string[]) => {
    const print = new SetFingerprint();
    for (const text of texts) print.add(text);
    return String(print);
  };
  expect(of('a', 'b', 'c')).toBe(of('c', 'a', 'b'));
  expect(new Set([of(), of('a'), of('b'), of('a', 'a'), of('a', 'b'), of('ab')]).size).toBe(6);
});
