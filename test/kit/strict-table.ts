/** The table as tests open it: whatever DynamoDB would reject is rejected, also what the embedded engine accepts. */
import { openTable, type Table } from '../../functions/store/client.ts';
import { faultOf, type Request } from './dynamo-rules.ts';

export function strictTable(name: string): Table {
  return beStrict(openTable(name));
}

type Adjustable = { updateHttpClientConfig: (limit: string, ms: number) => void };

/** A machine that runs many tests at once is slower than DynamoDB, and what tests ask the engine is not to be lost. */
const ATTEMPT_TIMEOUT_MS = 5_000;

/** From here on the table rejects what DynamoDB would, with DynamoDB's own error, and it waits longer for an answer. */
export function beStrict(table: Table): Table {
  const handler = table.client.config.requestHandler as unknown as Adjustable;
  for (const limit of ['connectionTimeout', 'socketTimeout'])
    handler.updateHttpClientConfig(limit, ATTEMPT_TIMEOUT_MS);
  table.client.middlewareStack.add(
    (next) => async (args) => {
      const fault = faultOf(args.input as Request);
      if (fault !== undefined) throw Object.assign(new Error(fault), { name: 'ValidationException' });
      return next(args);
    },
    { step: 'initialize', name: 'rejectAsDynamoDb' },
  );
  return table;
}
