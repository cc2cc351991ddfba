/** For negative controls: what is part of a transaction in the product is written after it, on its own. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../functions/store/table/client.ts';
import type { Item } from '../../functions/store/table/item.ts';
import { TABLE_NAME } from './boxoffice.ts';

type Action = { Put?: { Item: Item } };

/** Has the puts of items whose keys begin with a prefix written after the transaction that has them. */
export function writeLater(table: Table, of: { pk: string; sk: string }): void {
  const isLate = ({ Put }: Action) =>
    Put !== undefined && String(Put.Item['pk']).startsWith(of.pk) && String(Put.Item['sk']).startsWith(of.sk);
  table.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const input = args.input as { TransactItems?: Action[] };
        if (commandName !== 'TransactWriteItemsCommand') return next(args);
        const { TransactItems = [] } = input;
        Object.assign(input, { TransactItems: TransactItems.filter((action) => !isLate(action)) });
        const answer = await next(args);
        for (const { Put } of TransactItems.filter(isLate))
          await table.client.send(new PutCommand({ TableName: TABLE_NAME, Item: Put?.Item }));
        return answer;
      },
    { step: 'initialize', name: 'writeLater', priority: 'high' },
  );
}
