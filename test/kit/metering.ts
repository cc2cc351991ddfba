/**
 * Counts the calls between the stores and the engine, and the capacity units that the engine reports for
 * them.
 */
import type { Table } from '../../functions/store/table/client.ts';
import { aBoxoffice, type Boxoffice, TABLE_NAME } from './boxoffice.ts';
import { strictTable } from './strict-table.ts';

export type Use = { command: string; units: number };
type Consumed = { CapacityUnits?: number };

/** @returns a list that receives every call to the table from now on, in order. Empty it to start over. */
export function meter(table: Table): Use[] {
  const uses: Use[] = [];
  table.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
        const result = await next(args);
        const { ConsumedCapacity } = result.output as { ConsumedCapacity?: Consumed | Consumed[] };
        const units = [ConsumedCapacity ?? []]
          .flat()
          .reduce((sum, used) => sum + (used.CapacityUnits ?? 0), 0);
        uses.push({ command: commandName, units });
        return result;
      },
    { step: 'initialize', name: 'meter' },
  );
  return uses;
}

/** A process, and the list of its calls with the capacity units that the engine reports. */
export function aMeteredBoxoffice(): { boxoffice: Boxoffice; uses: Use[] } {
  const table = strictTable(TABLE_NAME);
  return { boxoffice: aBoxoffice(undefined, table), uses: meter(table) };
}

/** An attendee whose names and address are about as long as they mostly get. */
export const LONG_NAMED = {
  firstName: 'Maximiliane',
  lastName: 'Wolkenstein',
  email: 'maximiliane@example.com',
};

/** The longest name of a ticket holder, in characters of four bytes each. */
export const LONGEST_NAMED = { firstName: '𝔸'.repeat(100), lastName: '𝔸'.repeat(100) };

/** The longest texts of an event, in characters of four bytes each. */
export const LONGEST_TEXTS = {
  name: '𝔸'.repeat(200),
  venue: '𝔸'.repeat(200),
  address: '𝔸'.repeat(300),
  description: '𝔸'.repeat(2_000),
};

/** @returns the capacity units of all calls together. */
export const totalUnits = (uses: readonly Use[]): number => uses.reduce((sum, { units }) => sum + units, 0);

/** @returns the number of calls by command. */
export function callsOf(uses: Use[]): Record<string, number> {
  const calls: Record<string, number> = {};
  for (const { command } of uses) calls[command] = (calls[command] ?? 0) + 1;
  return calls;
}
