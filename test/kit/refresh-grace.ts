/** Lets the time pass in which a used refresh token gets the same next token again. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { table } from '../../functions/compose.ts';
import { REFRESH_GRACE_MS } from '../../functions/domain/model/limits.ts';
import { sessionKey } from '../../functions/store/items/session.ts';

/** `refreshToken`: any one of the session, which was refreshed before. */
export async function passGrace(refreshToken: string): Promise<void> {
  const { client, name: TableName } = table();
  await client.send(
    new UpdateCommand({
      TableName,
      Key: sessionKey(refreshToken.split('.')[0] ?? ''),
      UpdateExpression: 'SET refreshedAt = refreshedAt - :grace',
      ExpressionAttributeValues: { ':grace': REFRESH_GRACE_MS },
    }),
  );
}
