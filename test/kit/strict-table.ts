/** The table as tests open it: whatever DynamoDB would reject is rejected, also what the embedded engine accepts. */
import { openTable, type Table } from '../../functions/store/client.ts';
import { faultOf, type Request } from './dynamo-rules.ts';

export function strictTable(name: string): Table {
  return beStrict(openTable(name));
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
