/** The table as tests open it: whatever DynamoDB would reject is rejected, also what the embedded engine accepts. */
import { openTable, type Table } from '../../functions/store/client.ts';
import { faultOf, type Request } from './dynamo-rules.ts';

/** A machine that runs many tests at once is slower than DynamoDB, and what tests ask the engine is not to be lost. */
const ATTEMPT_TIMEOUT_MS = 5_000;

/** A table of the test's own, which also waits longer for an answer than that of a service. */
export function strictTable(name: string): Table {
  return beStrict(bePatient(openTable(name)));
}

type Adjustable = { updateHttpClientConfig: (limit: string, ms: number) => void };

function bePatient(table: Table): Table {
  const handler = table.client.config.requestHandler as unknown as Adjustable;
  for (const limit of ['connectionTimeout', 'socketTimeout'])
    handler.updateHttpClientConfig(limit, ATTEMPT_TIMEOUT_MS);
  return table;
}

/** From here on the table rejects what DynamoDB would, with DynamoDB's own error. */
export function beStrict(table: Table): Table {
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
