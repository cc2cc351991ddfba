/**
 * Counts attempts within a window of time. The clock decides when a window has ended; DynamoDB's time to live
 * removes the item some time later.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { AttemptStore } from '../domain/ports/attempt-store.ts';
import { attemptsKey, fromAttemptsItem, WINDOW_IS_OPEN, WINDOW_IS_OVER } from './items/attempts.ts';
import { orBusy, type Table } from './table/client.ts';

export function attemptStore(table: Table): AttemptStore {
  /** @returns the attempts in the window, or undefined when the condition failed. */
  async function update(name: string, set: string, when: string, values: Record<string, number>) {
    const command = new UpdateCommand({
      TableName: table.name,
      Key: attemptsKey(name),
      UpdateExpression: set,
      ConditionExpression: when,
      ExpressionAttributeValues: values,
      ReturnValues: 'ALL_NEW',
    });
    const answer = await orBusy(table.client.send(command)).catch((error: unknown) => {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    });
    return answer?.Attributes && fromAttemptsItem(answer.Attributes);
  }

  return {
    async add(name, now, windowEndsAt) {
      const isOpen = { ':now': now, ':one': 1 };
      const inWindow = () => update(name, 'SET attempts = attempts + :one', WINDOW_IS_OPEN, isOpen);
      const counted = await inWindow();
      if (counted !== undefined) return counted;
      const first = await update(
        name,
        'SET attempts = :one, windowEndsAt = :windowEndsAt, expiresAtSeconds = :expires',
        WINDOW_IS_OVER,
        { ...isOpen, ':windowEndsAt': windowEndsAt, ':expires': Math.ceil(windowEndsAt / 1000) },
      );
      return first ?? (await inWindow()) ?? { attempts: 1, windowEndsAt };
    },

    async forget(name) {
      await orBusy(table.client.send(new DeleteCommand({ TableName: table.name, Key: attemptsKey(name) })));
    },
  };
}
