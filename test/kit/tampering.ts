/**
 * Changes the calls between the stores and the engine: removes guards for negative controls, and injects
 * faults that the embedded engine does not produce. The product's code is not changed.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../functions/store/table/client.ts';
import { TABLE_NAME } from './boxoffice.ts';
import { strictTable } from './strict-table.ts';

type Write = { ConditionExpression?: string };
type Input = Write & { TransactItems?: Record<string, Write | undefined>[] };

function writesOf(input: Input): Write[] {
  const own = input.ConditionExpression === undefined ? [] : [input];
  const items = (input.TransactItems ?? []).flatMap((item) =>
    Object.values(item).flatMap((one) => one ?? []),
  );
  return [...own, ...items];
}

/**
 * @returns a table whose writes ignore `condition` wherever it occurs. `instead` replaces it; it uses the
 * same values.
 */
export function tableWithout(condition: string, instead?: string): Table {
  const table = strictTable(TABLE_NAME);
  table.client.middlewareStack.add(
    (next) => (args) => {
      for (const write of writesOf(args.input as Input)) {
        if (!write.ConditionExpression?.includes(condition)) continue;
        const whatever = `((${condition}) OR attribute_exists(pk) OR attribute_not_exists(pk))`;
        write.ConditionExpression = write.ConditionExpression.replace(condition, instead ?? whatever);
      }
      return next(args);
    },
    { step: 'initialize', name: 'takeGuardAway' },
  );
  return table;
}

/**
 * `conflict`: another transaction holds the item. `throttle`: the request is rejected without effect.
 * `lost-before`: the request never arrives. `lost-after`: the request takes effect and its answer is lost.
 * `sent-twice`: the answer is lost and the SDK retries the request, which then finds its own effect.
 */
export type Fault = 'conflict' | 'throttle' | 'lost-before' | 'lost-after' | 'sent-twice';

function lost(): Error {
  return Object.assign(new Error('The answer never came.'), { name: 'TimeoutError' });
}

function failure(fault: 'conflict' | 'throttle'): Error {
  if (fault === 'throttle') return Object.assign(new Error('Slow down.'), { name: 'ThrottlingException' });
  return new TransactionCanceledException({
    message: 'Transaction cancelled',
    $metadata: {},
    CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
  });
}

/**
 * Performs a call with this fault.
 * @returns the answer of the second call if `sent-twice`.
 * @throws otherwise.
 */
export async function failCall<T>(fault: Fault, call: () => Promise<T>): Promise<T> {
  if (fault === 'lost-before') throw lost();
  if (fault === 'conflict' || fault === 'throttle') throw failure(fault);
  await call();
  if (fault === 'lost-after') throw lost();
  return call();
}

/**
 * @returns a table in which `choose` decides about each call by its command's name; undefined means no fault.
 */
export function tableWithFaults(choose: (command: string) => Fault | undefined): Table {
  const table = strictTable(TABLE_NAME);
  table.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const fault = choose(commandName);
        return fault === undefined ? next(args) : failCall(fault, () => next(args));
      },
    { step: 'initialize', name: 'injectFaults' },
  );
  return table;
}

/**
 * @returns a table in which the first calls of a command have these faults, in order. A fault leaves the list when it
 * occurs.
 */
export const tableWithFirstFaults = (command: string, faults: Fault[]): Table =>
  tableWithFaults((called) => (called === command ? faults.shift() : undefined));
