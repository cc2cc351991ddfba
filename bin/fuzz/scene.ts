/**
 * Builds what the fuzzer acts on: events with their staff and customers, bookings in a given state, webhook endpoints. Each
 * scene has people of its own, so that a successful request spoils no other one.
 */
import { runtime, tokens, users } from '../../functions/compose.ts';
import { REFRESH_TOKEN_TTL_SECONDS } from '../../functions/domain/model/limits.ts';
import type { Role } from '../../functions/domain/model/user.ts';
import type { DescribedRoute } from '../../functions/http/openapi/operation.ts';
import type { ApiAnswer } from '../local/api-client.ts';
import type { Person } from '../local/people.ts';
import type { ReplyOf, RequestOf, TypedClient } from '../local/typed-client.ts';
import type { Caller } from './callers.ts';

const STARTS_AT = '2099-06-01T18:00:00Z';
/** Few shards, so that an event is made quickly, and enough for the quantities that are generated. */
const CAPACITY = 64;
/** Longer than a run. */
const OFFER_TTL_SECONDS = 24 * 60 * 60;
const ATTENDEE = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
const LOOK_EVERY_MS = 10;
const LOOK_FOR_MS = 20_000;

/** `receiverUrl`: where webhook endpoints of scenes are. */
export type Stage = { client: TypedClient; receiverUrl: string };

export type Account = Person & { email: string };

/** `token`: of its customer. `codes`: of its tickets, by their numbers from 1. */
export type Booked = { id: string; eventId: string; token: string; codes: string[] };

/** `token`: the caller's; a guest's is that of each booking. */
export type Scene = {
  caller: Caller;
  eventId: string;
  owner: Account;
  customer: Account;
  /** The caller if it has an account. */
  self: Account | undefined;
};

type Success<Name extends DescribedRoute> =
  Extract<ReplyOf<Name>, { status: 200 | 201 | 202 | 204 }> extends { body: infer Body } ? Body : never;

/** Calls a route that has to succeed. @returns the body of its answer. @throws Error with the answer if it fails. */
export async function succeed<Name extends DescribedRoute>(
  { client }: Pick<Stage, 'client'>,
  name: Name,
  request: RequestOf<Name>,
): Promise<Success<Name>> {
  const { status, body } = (await client.call(name, request)) as ApiAnswer;
  if (status < 300) return body;
  throw new Error(`${name} was answered ${status}: ${JSON.stringify(body)}`);
}

/** Creates an account with an address, an open session and no password. */
export async function anAccount(role: Role = 'attendee'): Promise<Account> {
  const [id, sessionId] = [runtime.newId(), runtime.newId()];
  const email = `${id.toLowerCase()}@fuzz.example.com`;
  const createdAt = new Date(runtime.now()).toISOString();
  const account = {
    id,
    role,
    name: 'Grace Hopper',
    email,
    passwordHash: '',
    isAddressConfirmed: true as const,
    createdAt,
    sessionGeneration: 0,
  };
  const expiresAt = runtime.now() + REFRESH_TOKEN_TTL_SECONDS * 1000;
  const session = { id: sessionId, userId: id, tokenHash: runtime.newId(), expiresAt, generation: 0 };
  const outcome = await users().create(account, session);
  if (outcome !== 'done') throw new Error(`The account was not created: ${outcome}`);
  return { id, email, token: await tokens().issue(id, sessionId) };
}

/** What an event of a scene can state. */
type EventFields = Partial<RequestOf<'create-event'>['body']>;

/**
 * An event that sells directly, with the caller in place. `fields` override the defaults. `isOwn`: it belongs to the
 * caller if the caller is an admin, who otherwise acts on the event of an organizer.
 */
export async function aScene(
  stage: Stage,
  caller: Caller,
  fields: EventFields = {},
  isOwn = false,
): Promise<Scene> {
  const owner = await anAccount(isOwn && caller === 'admin' ? 'admin' : 'organizer');
  const body = {
    name: 'First night',
    startsAt: STARTS_AT,
    capacity: CAPACITY,
    maxPerBooking: CAPACITY,
    maxPerCustomer: 10_000,
    allowGuests: true,
    ...fields,
  };
  const { id: eventId } = await succeed(stage, 'create-event', { token: owner.token, body });
  const scene = { caller, eventId, owner, customer: await anAccount() };
  return { ...scene, self: isOwn && caller === 'admin' ? owner : await selfIn(stage, scene) };
}

async function selfIn(stage: Stage, scene: Omit<Scene, 'self'>): Promise<Account | undefined> {
  const { caller, owner, customer } = scene;
  switch (caller) {
    case 'nobody':
    case 'guest':
      return undefined;
    case 'attendee':
      return customer;
    case 'owner':
      return owner;
    case 'admin':
      return anAccount('admin');
    case 'door':
    case 'manager':
      return appoint(stage, scene, caller);
  }
}

export async function appoint(
  stage: Stage,
  { eventId, owner: { token } }: Pick<Scene, 'eventId' | 'owner'>,
  role: 'door' | 'manager',
  accountRole: Role = 'attendee',
): Promise<Account> {
  const member = await anAccount(accountRole);
  const { email } = member;
  await succeed(stage, 'appoint-member', { path: { eventId }, token, body: { email, role } });
  return member;
}

/** An event of two tickets that are sold. Who books now waits, and is offered tickets when `freeTickets` gives them back. */
export async function aFullScene(
  stage: Stage,
  caller: Caller,
): Promise<Scene & { freeTickets: () => Promise<void> }> {
  const waitlist = { offerTtlSeconds: OFFER_TTL_SECONDS, limitPerCustomer: 100 };
  const scene = await aScene(stage, caller, { capacity: 2, maxPerBooking: 2, waitlist });
  const { eventId } = scene;
  const { token } = await anAccount();
  const { id: bookingId } = await succeed(stage, 'book-tickets', {
    path: { eventId },
    token,
    body: { quantity: 2 },
  });
  const freeTickets = async () => {
    await succeed(stage, 'cancel-booking', { path: { eventId, bookingId }, token, body: {} });
  };
  return { ...scene, freeTickets };
}

/** Books for the customer of the scene: for a guest if the caller is one. */
export async function book(stage: Stage, scene: Scene, quantity = 1): Promise<Booked> {
  const { eventId, caller, customer } = scene;
  const answer = await succeed(stage, 'book-tickets', {
    path: { eventId },
    body: { quantity, attendee: ATTENDEE },
    ...(caller !== 'guest' && { token: customer.token }),
  });
  const codes = (answer.tickets ?? []).flatMap(({ code }) => code ?? []);
  return { id: answer.id, eventId, token: answer.manageToken ?? customer.token, codes };
}

/** A booking to which tickets are offered. */
export async function anOffer(stage: Stage, caller: Caller): Promise<Scene & { booked: Booked }> {
  const { freeTickets, ...scene } = await aFullScene(stage, caller);
  const booked = await book(stage, scene);
  await freeTickets();
  const read = () =>
    succeed(stage, 'read-booking', {
      path: { eventId: scene.eventId, bookingId: booked.id },
      token: booked.token,
    });
  await until(async () => (await read()).status === 'offered');
  return { ...scene, booked };
}

export async function checkIn(
  stage: Stage,
  { owner: { token }, eventId }: Scene,
  { id: bookingId }: Booked,
): Promise<void> {
  await succeed(stage, 'check-in-ticket', { path: { eventId }, token, body: { bookingId } });
}

/** Waits for a state of the service. @throws Error if it does not come. */
export async function until(isReached: () => Promise<boolean>): Promise<void> {
  const deadline = runtime.now() + LOOK_FOR_MS;
  while (!(await isReached())) {
    if (runtime.now() > deadline) throw new Error('The service did not reach the state in time.');
    await runtime.sleep(LOOK_EVERY_MS);
  }
}
