/** A write whose answer comes to nobody, and which is carried out long after its sender gave up. */
import type { Table } from '../../functions/store/table/client.ts';
import { TABLE_NAME } from './boxoffice.ts';
import { strictTable } from './strict-table.ts';

/**
 * @returns a table in which no write with `part` in its input is answered, and `arrive`, which carries out the first of them; the
 * others never arrive. It throws what the engine answers then.
 */
export function tableWithLateWrite(part: string): { table: Table; arrive: () => Promise<unknown> } {
  const table = strictTable(TABLE_NAME);
  let first: (() => Promise<unknown>) | undefined;
  table.client.middlewareStack.add(
    (next) => (args) => {
      if (!JSON.stringify(args.input).includes(part)) return next(args);
      first ??= () => next(args);
      throw Object.assign(new Error('The answer never came.'), { name: 'TimeoutError' });
    },
    { step: 'initialize', name: 'writeLate' },
  );
  return {
    table,
    arrive: () => {
      if (first === undefined) throw new Error('Nothing was written.');
      return first();
    },
  };
}
