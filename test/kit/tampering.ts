/**
 * Tampering with what passes between the stores and the engine: guards taken away for negative controls, and faults
 * that the embedded engine does not produce. The product's code stays as it is.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../functions/store/client.ts';
import { TABLE_NAME } from './stage.ts';
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

/** A table whose writes ignore one condition, wherever it stands, or keep to `instead`, which uses the same values. */
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
 * `conflict`: another transaction holds the item. `throttle`: the request is refused. `lost-before`: it never
 * arrives. `lost-after`: it takes effect and the answer never comes. `sent-twice`: the answer never comes, and the SDK
 * sends the request again by itself, which meets its own effect.
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

/** One call to the table, with this fault. */
export async function failCall<T>(fault: Fault, call: () => Promise<T>): Promise<T> {
  if (fault === 'lost-before') throw lost();
  if (fault === 'conflict' || fault === 'throttle') throw failure(fault);
  await call();
  if (fault === 'lost-after') throw lost();
  return call();
}

/** A table some of whose calls fail. `choose` sees each command's name and says how, or undefined for not at all. */
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
