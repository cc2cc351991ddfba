/**
 * Makes the examples of the OpenAPI document work: creates the accounts and the session that they mention,
 * and reads the requests from the document.
 */
import { runtime, sessionPorts, tokens, users } from '../../functions/compose.ts';
import { hashPassword } from '../../functions/credentials/passwords.ts';
import { hashOf } from '../../functions/credentials/sessions.ts';
import type { Role } from '../../functions/domain/model/user.ts';
import type { OpenApiDocument, OperationObject } from '../../functions/http/openapi/document-types.ts';
import {
  ADMIN_ID,
  CUSTOMER_ID,
  ORGANIZER_ID,
  SESSION_ID,
  SESSION_SECRET,
} from '../../functions/http/openapi/example-ids.ts';
import type { DescribedRoute } from '../../functions/http/openapi/operation.ts';
import { OPERATIONS } from '../../functions/http/openapi/operations.ts';
import { ROUTES, type Route } from '../../functions/http/routes.ts';
import type { ApiCall } from './api-client.ts';

const SESSION_TTL_MS = 60 * 60 * 1000;

const PEOPLE = [
  { id: CUSTOMER_ID, role: 'attendee', name: 'Example customer', email: 'customer@example.com' },
  { id: ORGANIZER_ID, role: 'organizer', name: 'Example organizer', email: 'organizer@example.com' },
  { id: ADMIN_ID, role: 'admin', name: 'Example admin', email: 'example-admin@example.com' },
] as const;

/** An access token for each role. */
export type ExampleTokens = Record<Role, string>;

/**
 * Creates the accounts and the session that the examples refer to.
 * @returns an access token for each role.
 */
export async function arrangeExamples(): Promise<ExampleTokens> {
  const passwordHash = await hashPassword(runtime.newId());
  const createdAt = new Date(runtime.now()).toISOString();
  for (const person of PEOPLE) {
    const user = { ...person, isAddressConfirmed: true as const, passwordHash };
    await users().create({ ...user, createdAt, sessionGeneration: 0 });
  }
  await openSession(SESSION_ID, CUSTOMER_ID, SESSION_SECRET);
  const issued = PEOPLE.map(async ({ id, role }) => [role, await openAndIssue(id)] as const);
  return Object.fromEntries(await Promise.all(issued)) as ExampleTokens;
}

/** Each token gets a session of its own, because one of the examples logs out. */
async function openAndIssue(userId: string): Promise<string> {
  const id = runtime.newId();
  await openSession(id, userId, runtime.newId());
  return tokens().issue(userId, id);
}

async function openSession(id: string, userId: string, secret: string): Promise<void> {
  const expiresAt = runtime.now() + SESSION_TTL_MS;
  const session = { id, userId, tokenHash: hashOf(secret), expiresAt, generation: 0 };
  await sessionPorts().sessions.create(session);
}

export type ExampleCall = { name: DescribedRoute; call: ApiCall };

/** @returns all examples as requests, in the order of `OPERATIONS`, in which each finds what it needs. */
export function exampleCalls({ paths }: OpenApiDocument, byRole: ExampleTokens): ExampleCall[] {
  const order = Object.keys(OPERATIONS);
  const calls = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      name: operation.operationId,
      call: callOf(method.toUpperCase(), path, operation, byRole),
    })),
  );
  return calls.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

function callOf(method: string, path: string, operation: OperationObject, byRole: ExampleTokens): ApiCall {
  const examplesIn = (place: string) =>
    operation.parameters.flatMap((parameter): [string, string][] =>
      parameter.in === place && parameter.example !== undefined
        ? [[parameter.name, String(parameter.example)]]
        : [],
    );
  const filled = examplesIn('path').reduce((text, [name, value]) => text.replace(`{${name}}`, value), path);
  const query = new URLSearchParams(examplesIn('query'));
  const role = roleFor(operation);
  return {
    method,
    path: query.size > 0 ? `${filled}?${query}` : filled,
    headers: Object.fromEntries(examplesIn('header')),
    body: operation.requestBody?.content['application/json'].example,
    ...(role !== undefined && { token: byRole[role] }),
  };
}

/** @returns the role of the account that sends the example: for the staff of an event, the organizer who created it. */
function roleFor({ operationId, security }: OperationObject): Role | undefined {
  const { staff }: Route = ROUTES[operationId];
  if (staff !== undefined) return 'organizer';
  const role = security[0]?.['accessToken']?.[0] as Role | 'guest' | undefined;
  return role === 'guest' ? 'attendee' : role;
}
