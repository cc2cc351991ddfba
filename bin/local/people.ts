/**
 * Creates accounts with an open session for tools and tests, by writing them directly to the table of this
 * process. The accounts have no password, so nobody can log in to them.
 */
import { BatchWriteCommand, type BatchWriteCommandOutput } from '@aws-sdk/lib-dynamodb';
import { runtime, table, tokens } from '../../functions/compose.ts';
import { REFRESH_TOKEN_TTL_SECONDS } from '../../functions/domain/model/limits.ts';
import type { Session } from '../../functions/domain/model/session.ts';
import type { Role } from '../../functions/domain/model/user.ts';
import { RetryBudget } from '../../functions/domain/process/retry-budget.ts';
import { toSessionItem } from '../../functions/store/items/session.ts';
import { toUserItem } from '../../functions/store/items/user.ts';
import { orBusy } from '../../functions/store/table/client.ts';

/** An account with an access token, which is valid for 15 minutes. */
export type Person = { id: string; token: string };

/** A person is stored as two items, and DynamoDB accepts at most 25 items in a batch. */
const PEOPLE_PER_BATCH = 12;
const BATCHES_IN_FLIGHT = 8;
/** Longer than the budgets of the service, since an engine on a busy disk may take long for a batch. */
const STORE_RETRY_BUDGET_MS = 60_000;

export async function makePerson(role: Role = 'attendee'): Promise<Person> {
  const session = aSession(runtime.newId());
  await store([session], role);
  return personOf(session);
}

export async function makePeople(count: number, role: Role = 'attendee'): Promise<Person[]> {
  return Promise.all((await makeAccounts(count, role)).map(personOf));
}

/** @returns the sessions of new accounts. `personOf` issues an access token for a session. */
export async function makeAccounts(count: number, role: Role): Promise<Session[]> {
  const sessions = Array.from({ length: count }, () => aSession(runtime.newId()));
  const left = [...sessions];
  const storeInTurn = async () => {
    while (left.length > 0) await store(left.splice(0, PEOPLE_PER_BATCH), role);
  };
  await Promise.all(Array.from({ length: BATCHES_IN_FLIGHT }, storeInTurn));
  return sessions;
}

export async function personOf(session: Pick<Session, 'id' | 'userId'>): Promise<Person> {
  return { id: session.userId, token: await tokens().issue(session.userId, session.id) };
}

function aSession(userId: string): Session {
  const expiresAt = runtime.now() + REFRESH_TOKEN_TTL_SECONDS * 1000;
  return { id: runtime.newId(), userId, tokenHash: runtime.newId(), expiresAt, generation: 0 };
}

async function store(sessions: Session[], role: Role): Promise<void> {
  const createdAt = new Date(runtime.now()).toISOString();
  const items = sessions.flatMap((session) => {
    const { userId: id } = session;
    const account = { id, name: 'Person', email: `${id}@people.invalid`, passwordHash: '' };
    return [toUserItem({ ...account, role, createdAt, sessionGeneration: 0 }), toSessionItem(session)];
  });
  await putAll(items.map((Item) => ({ PutRequest: { Item } })));
}

type Requests = NonNullable<BatchWriteCommandOutput['UnprocessedItems']>[string];

/**
 * Repeats the items that the table did not process, and batches that a busy engine did not answer in time.
 * @throws Busy when the retry budget of a batch is spent.
 */
async function putAll(requests: Requests): Promise<void> {
  const { client, name } = table();
  const retryBudget = new RetryBudget(runtime, STORE_RETRY_BUDGET_MS);
  const command = new BatchWriteCommand({ RequestItems: { [name]: requests } });
  const answer = await retryBudget.retryWhileBusy(() => orBusy(client.send(command)));
  const left = answer.UnprocessedItems?.[name] ?? [];
  if (left.length > 0) await putAll(left);
}
