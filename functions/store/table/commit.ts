/**
 * Writes several conditional actions as one transaction and translates the outcome to the domain's terms.
 * Names of AWS errors and cancellation reasons do not leave the store.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Table, transienceOf } from './client.ts';
import type { Item, Key } from './item.ts';

type Values = Record<string, unknown>;

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** A write of one item, or only a check of its condition. `values`: for the condition and the expression. */
export type Action =
  | { put: Item; when: string; values?: Values }
  | { update: Key; set: string; when: string; values: Values }
  | { delete: Key; when: string; values?: Values }
  | { check: Key; when: string; values?: Values };

export type UpdateAction = Extract<Action, { update: unknown }>;
export type PutAction = Extract<Action, { put: unknown }>;

/**
 * `refused`: `failed` maps the index of each action whose condition failed to the item at that time, if it
 * existed. `contention`: nothing was written. `unknown`: the response is missing, so the actions may have
 * been written.
 */
export type CommitOutcome =
  | { kind: 'done' }
  | { kind: 'refused'; failed: Map<number, Item | undefined> }
  | { kind: 'contention' }
  | { kind: 'unknown' };

function toTransactItem(table: Table, action: Action): TransactItem {
  const shared = {
    TableName: table.name,
    ConditionExpression: action.when,
    ExpressionAttributeValues: action.values,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  if ('put' in action) return { Put: { ...shared, Item: action.put } };
  if ('delete' in action) return { Delete: { ...shared, Key: action.delete } };
  if ('check' in action) return { ConditionCheck: { ...shared, Key: action.check } };
  return { Update: { ...shared, Key: action.update, UpdateExpression: action.set } };
}

/**
 * Commits all actions or none. Does not retry, because only the caller knows whether a retry makes sense.
 * @throws every error that is neither a failed condition nor transient.
 */
export async function commit(table: Table, actions: Action[]): Promise<CommitOutcome> {
  const items = actions.map((action) => toTransactItem(table, action));
  try {
    await table.client.send(new TransactWriteCommand({ TransactItems: items }));
    return { kind: 'done' };
  } catch (error) {
    if (error instanceof TransactionCanceledException) return explain(error);
    return explainTransience(error);
  }
}

const CONTENTION_CODES = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
]);

function explain(error: TransactionCanceledException): CommitOutcome {
  const reasons = error.CancellationReasons ?? [];
  const failed = new Map<number, Item | undefined>();
  reasons.forEach(({ Code, Item }, index) => {
    if (Code === 'ConditionalCheckFailed') failed.set(index, Item && unmarshall(Item));
  });
  const codes = reasons.map(({ Code }) => Code ?? 'None').filter((code) => code !== 'None');
  const isOurs = codes.some((code) => code !== 'ConditionalCheckFailed' && !CONTENTION_CODES.has(code));
  if (isOurs || codes.length === 0) throw error;
  return failed.size > 0 ? { kind: 'refused', failed } : { kind: 'contention' };
}

/**
 * @returns the outcome of a write that failed with a transient error.
 * @throws the error itself if it is not transient.
 */
export function explainTransience(error: unknown): CommitOutcome {
  const transience = transienceOf(error);
  if (transience === undefined) throw error;
  return { kind: transience === 'throttled' ? 'contention' : 'unknown' };
}
