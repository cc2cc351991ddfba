/** A table in which a used solution of a challenge can be written again, for a negative control. */
import type { Table } from '../../functions/store/table/client.ts';
import { TABLE_NAME } from './boxoffice.ts';
import { strictTable } from './strict-table.ts';

type Put = { Item: { sk?: unknown }; ConditionExpression?: string };

export function tableWithoutSolutions(): Table {
  const table = strictTable(TABLE_NAME);
  table.client.middlewareStack.add(
    (next) => (args) => {
      const { TransactItems = [] } = args.input as { TransactItems?: { Put?: Put }[] };
      for (const { Put: put } of TransactItems)
        if (put?.Item.sk === 'SOLUTION') delete put.ConditionExpression;
      return next(args);
    },
    { step: 'initialize', name: 'acceptUsedSolutions' },
  );
  return table;
}
