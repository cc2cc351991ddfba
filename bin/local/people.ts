/**
 * People for tools and tests: accounts with an open session each, written straight into the table that this process
 * is pointed at. They have no password, so nobody logs in as one of them.
 */
import { BatchWriteCommand, type BatchWriteCommandOutput } from '@aws-sdk/lib-dynamodb';
import { environment, table, tokens } from '../../functions/compose.ts';
import { REFRESH_TOKEN_TTL_SECONDS } from '../../functions/domain/limits.ts';
import { Patience } from '../../functions/domain/patience.ts';
import type { Session } from '../../functions/domain/session.ts';
import type { Role } from '../../functions/domain/user.ts';
import { orBusy } from '../../functions/store/client.ts';
import { toSessionItem, toUserItem } from '../../functions/store/items.ts';

/** Somebody with an access token, good for 15 minutes. */
export type Person = { id: string; token: string };

/** Each person is two items, and DynamoDB takes 25 in a batch. */
const PEOPLE_PER_BATCH = 12;
const BATCHES_IN_FLIGHT = 8;
/** An engine on a busy disk takes longer for a batch than a call of the service may take. */
const STORE_PATIENCE_MS = 60_000;

export async function makePerson(role: Role = 'attendee'): Promise<Person> {
  const session = aSession(environment.newId());
  await store([session], role);
  return personOf(session);
}

export async function makePeople(count: number, role: Role = 'attendee'): Promise<Person[]> {
  return Promise.all((await makeAccounts(count, role)).map(personOf));
}

/** @returns the sessions of new accounts; `personOf` issues an access token for one at any time. */
export async function makeAccounts(count: number, role: Role): Promise<Session[]> {
  const sessions = Array.from({ length: count }, () => aSession(environment.newId()));
  const left = [...sessions];
  const storeInTurn = async () => {
    while (left.length > 0) await store(left.splice(0, PEOPLE_PER_BATCH), role);
  };
  await Promise.all(Array.from({ length: BATCHES_IN_FLIGHT }, storeInTurn));
  return sessions;
}

export async function personOf(session: Pick<Session, 'id' | 'userId'>): Promise<Person> {
  return { id: session.userId, token: await tokens().issue(session) };
}

function aSession(userId: string): Session {
  const expiresAt = environment.now() + REFRESH_TOKEN_TTL_SECONDS * 1000;
  return { id: environment.newId(), userId, tokenHash: environment.newId(), expiresAt, generation: 0 };
}

async function store(sessions: Session[], role: Role): Promise<void> {
  const createdAt = new Date(environment.now()).toISOString();
  const items = sessions.flatMap((session) => {
    const { userId: id } = session;
    const account = { id, name: 'Person', email: `${id}@people.invalid`, passwordHash: '' };
    return [toUserItem({ ...account, role, createdAt, sessionGeneration: 0 }), toSessionItem(session)];
  });
  await putAll(items.map((Item) => ({ PutRequest: { Item } })));
}

type Requests = NonNullable<BatchWriteCommandOutput['UnprocessedItems']>[string];

/** Sends again what the table had no capacity for, and what a busy engine took too long for. @throws Busy */
async function putAll(requests: Requests): Promise<void> {
  const { client, name } = table();
  const patience = new Patience(environment, STORE_PATIENCE_MS);
  const command = new BatchWriteCommand({ RequestItems: { [name]: requests } });
  const answer = await patience.outwaitBusy(() => orBusy(client.send(command)));
  const left = answer.UnprocessedItems?.[name] ?? [];
  if (left.length > 0) await putAll(left);
}
