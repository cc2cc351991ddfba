/** Writes a single item on a condition, at half the price of a transaction. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { Busy } from '../../domain/model/refusal.ts';
import type { Table } from './client.ts';
import { type Action, type CommitOutcome, explainTransience } from './commit.ts';

/**
 * Like `commit` for one put or update.
 * @throws every error that is neither a failed condition nor transient.
 */
export async function write(
  table: Table,
  action: Extract<Action, { put: unknown } | { update: unknown }>,
): Promise<CommitOutcome> {
  const shared = {
    TableName: table.name,
    ConditionExpression: action.when,
    ExpressionAttributeValues: action.values,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  try {
    if ('put' in action) await table.client.send(new PutCommand({ ...shared, Item: action.put }));
    else {
      const { update: Key, set: UpdateExpression } = action;
      await table.client.send(new UpdateCommand({ ...shared, Key, UpdateExpression }));
    }
    return { kind: 'done' };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      return { kind: 'refused', failed: new Map([[0, error.Item && unmarshall(error.Item)]]) };
    }
    return explainTransience(error);
  }
}

/** @returns whether the condition held, so that the item was written. @throws Busy if it is not known. */
export async function isWritten(table: Table, action: Parameters<typeof write>[1]): Promise<boolean> {
  return isDone(await write(table, action));
}

/** @returns whether the condition of the write held. @throws Busy if that is not known. */
export function isDone({ kind }: CommitOutcome): boolean {
  if (kind === 'contention' || kind === 'unknown') throw new Busy();
  return kind === 'done';
}
