/** Records which rights on the table a function uses, and holds them against those that its route declares. */
import type { Route } from '../../functions/http/routes.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { type OwnItems, ownRights } from '../../lib/own-items.ts';

type Key = { pk: string };
type Write = { Item?: Key; Key?: Key };
type Request = Write & { IndexName?: string; TransactItems?: Record<string, Write>[] };

/** `index`: that was queried. `key`: the partition key of the item that was written or read alone. */
export type Use = { right: string; index?: string; key?: string };

/** The rights that change something. */
const CHANGES = /^(Delete|Put|Update)Item$/;

const rightTo = (kind: string) => (kind === 'Query' ? kind : `${kind}Item`);

const useOf = (kind: string, { Item, Key, IndexName }: Request): Use => ({
  right: rightTo(kind),
  ...(IndexName !== undefined && { index: IndexName }),
  ...((Item ?? Key) && { key: (Item ?? Key)?.pk ?? '' }),
});

/** @returns a list that receives every right that this client uses from now on, also for a call that fails. */
export function recordUses(table: Table): Use[] {
  const uses: Use[] = [];
  table.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        const input = args.input as Request;
        const kind = commandName.replace(/(Item)?Command$/, '');
        const single = (input.TransactItems ?? []).flatMap(Object.entries<Write>);
        if (single.length > 0) uses.push(...single.map(([action, write]) => useOf(action, write)));
        else uses.push(useOf(kind, input));
        return next(args);
      },
    { step: 'initialize', name: 'recordUses' },
  );
  return uses;
}

type Declared = Pick<Route, 'table' | 'indexes'> & OwnItems;

const matches = (pattern: string, key = ''): boolean => {
  const [before = '', after = ''] = pattern.split('*');
  return key.startsWith(before) && key.endsWith(after);
};

const isOwn = ({ right, key }: Use, declared: Declared): boolean =>
  ownRights(declared).some((own) => own.right === right && own.keys.some((one) => matches(one, key)));

/** @returns the uses that the route does not declare, so that its function would fail on AWS. */
export function undeclaredOf(uses: Use[], declared: Declared): Use[] {
  return uses.filter((use) => {
    if (use.index !== undefined) return !declared.indexes?.includes(use.index);
    return !declared.table.some((right) => right === use.right) && !isOwn(use, declared);
  });
}

/**
 * @returns the rights that the route declares and no use needs: a right to read, a query of an index, or a change of its own items.
 * A right to change any item is needed by none if the route reads.
 */
export function unneededOf(uses: Use[], declared: Declared): string[] {
  const ofTable = uses.filter(({ index }) => index === undefined);
  return [
    ...declared.table.filter((right) => CHANGES.test(right) || !ofTable.some((use) => use.right === right)),
    ...(declared.indexes ?? []).filter((index) => !uses.some((use) => use.index === index)),
    ...ownRights(declared).flatMap(({ right, keys }) =>
      keys
        .filter((pattern) => !uses.some((use) => use.right === right && matches(pattern, use.key)))
        .map((pattern) => `${right} ${pattern}`),
    ),
  ];
}
