/** Failed attempts, counted until their window ends. The table's clean-up removes them later; the clock decides. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { AttemptStore } from '../domain/ports.ts';
import { orBusy, type Table } from './client.ts';
import { attemptsKey } from './keys.ts';
import { getItem } from './read.ts';

export function attemptStore(table: Table): AttemptStore {
  async function count(name: string, now: number): Promise<number> {
    const item = await getItem(table, attemptsKey(name));
    return item !== undefined && item['windowEndsAt'] > now ? item['failures'] : 0;
  }

  return {
    count,

    async add(name, now, windowEndsAt) {
      const before = await count(name, now);
      const isNew = before === 0;
      await orBusy(
        table.client.send(
          new UpdateCommand({
            TableName: table.name,
            Key: attemptsKey(name),
            UpdateExpression: isNew
              ? 'SET failures = :one, windowEndsAt = :windowEndsAt, expiresAtSeconds = :expires'
              : 'SET failures = failures + :one',
            ExpressionAttributeValues: {
              ':one': 1,
              ...(isNew && { ':windowEndsAt': windowEndsAt, ':expires': Math.ceil(windowEndsAt / 1000) }),
            },
          }),
        ),
      );
    },
  };
}
