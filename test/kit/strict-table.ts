/**
 * The table as tests open it: it rejects what DynamoDB rejects, also where the embedded engine accepts it.
 */
import { openTable, type Table } from '../../functions/store/table/client.ts';
import { faultOf, type Request } from './dynamo-rules.ts';

/** Above the product's timeout: a machine that runs many tests at once is slower than DynamoDB. */
const ATTEMPT_TIMEOUT_MS = 5_000;

/** Opens the table for a test, with a longer timeout than a service has. */
export function strictTable(name: string): Table {
  return beStrict(allowSlowCalls(openTable(name)));
}

type Adjustable = { updateHttpClientConfig: (limit: string, ms: number) => void };

function allowSlowCalls(table: Table): Table {
  const handler = table.client.config.requestHandler as unknown as Adjustable;
  for (const limit of ['connectionTimeout', 'socketTimeout'])
    handler.updateHttpClientConfig(limit, ATTEMPT_TIMEOUT_MS);
  return table;
}

/** Makes the table reject requests that DynamoDB rejects, with the same error. */
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
