/** Walks the contract over the deployed URL, as people, organizers and the operator do. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './stage.ts';
import { answered, holds, refused, type Steps } from './steps.ts';

const PASSWORD = 'correct horse battery staple';
const ADMIN = { ADMIN_EMAIL: 'admin@example.org', ADMIN_PASSWORD: PASSWORD, ADMIN_NAME: 'Admin' };
const STARTS_AT = '2099-06-01T18:00:00Z';
const OFFER_TTL_SECONDS = 600;
const LOOK_EVERY_MS = 100;
/** Above the number of failed log-ins that an address may have. */
const LOG_INS_MAX = 20;

type Account = { id: string; token: string; email: string };
export type People = { admin: string; organizer: Account; ada: Account; ben: Account; cleo: Account };
type Booked = { eventId: string; bookingId: string };

/** @returns the people, for more steps; undefined if they could not be made. */
export async function walkContract(stage: Stage, steps: Steps): Promise<People | undefined> {
  await steps.scene('The service', () => service(stage, steps));
  let people: People | undefined;
  await steps.scene('Accounts', async () => {
    people = await accounts(stage, steps);
  });
  if (people === undefined) return undefined;
  const all = people;
  await steps.scene('A sale', () => sale(stage, steps, all));
  await steps.scene('An offer', () => offer(stage, steps, all));
  await steps.scene('Refusals', () => refusals(stage, steps, all));
  await steps.scene('Keys', () => keys(stage, steps, all));
  await steps.scene('The page', () => page(stage, steps));
  return all;
}

async function service({ client }: Stage, steps: Steps): Promise<void> {
  await steps.take('the health is ok', async () => answered(await client.call('read-health'), 200));
  await steps.take('the description of the API is served', async () => {
    const { paths } = JSON.parse(JSON.stringify(answered(await client.call('read-openapi'), 200)));
    holds('/v1/events' in paths, 'it has the events');
  });
}

async function accounts(stage: Stage, steps: Steps): Promise<People> {
  const { client, command } = stage;
  await steps.take('the command create-admin makes the first admin', () => command(['create-admin'], ADMIN));
  const admin = await steps.take('the admin logs in', async () => {
    const body = { email: ADMIN.ADMIN_EMAIL, password: PASSWORD };
    return answered(await client.call('log-in', { body }), 200).accessToken;
  });
  const register = (name: string) =>
    steps.take(`${name} registers`, async (): Promise<Account> => {
      const email = `${name.toLowerCase()}@example.org`;
      const reply = await client.call('register-user', { body: { name, email, password: PASSWORD } });
      const { user, accessToken } = answered(reply, 201);
      return { id: user.id, token: accessToken, email };
    });
  const organizer = await register('Olga');
  await steps.take('the admin makes Olga an organizer', async () =>
    answered(
      await client.call('change-role', {
        path: { userId: organizer.id },
        token: admin,
        body: { role: 'organizer' },
      }),
      200,
    ),
  );
  const [ada, ben, cleo] = [await register('Ada'), await register('Ben'), await register('Cleo')];
  return { admin, organizer, ada, ben, cleo };
}

/** Sells an event out, and gives back a ticket of it, which the queue takes to who waits. */
export async function sale(stage: Stage, steps: Steps, people: People): Promise<void> {
  const { client, command } = stage;
  const { organizer, ada, ben, cleo } = people;
  const { token } = organizer;
  const eventId = await steps.take('an event is created as a draft', async () => {
    const body = { name: 'First night', startsAt: STARTS_AT, capacity: 4, isDraft: true };
    return answered(await client.call('create-event', { token, body }), 201).id;
  });
  const path = { eventId };
  await steps.take('the event is published, and listed', async () => {
    answered(await client.call('publish-event', { path, token, body: {} }), 200);
    // Without a token the list of the last second would do.
    const { items } = answered(await client.call('list-events', { token }), 200);
    holds(
      items.some(({ id }) => id === eventId),
      'the list has the event',
    );
  });
  const request = { path, token: ada.token, body: { quantity: 2 }, idempotencyKey: 'twice' };
  const booked = await steps.take('Ada books two tickets', async () =>
    answered(await client.call('book-tickets', request), 201),
  );
  await steps.take('a repeat with the same key is the same booking', async () => {
    const again = answered(await client.call('book-tickets', request), 201);
    holds(again.id === booked.id, 'the repeat has the same id');
  });
  await steps.take('Ada adds a ticket', async () => {
    const of = { ...path, bookingId: booked.id };
    const reply = await client.call('add-tickets', { path: of, token: ada.token, body: { quantity: 1 } });
    holds(answered(reply, 200).quantity === 3, 'three tickets');
  });
  await steps.take('Ben books the last ticket', async () =>
    answered(await client.call('book-tickets', { path, token: ben.token, body: { quantity: 1 } }), 201),
  );
  const waiting = await steps.take('Cleo waits, as the first', async () => {
    const reply = await client.call('book-tickets', { path, token: cleo.token, body: { quantity: 1 } });
    const waits = { eventId, bookingId: answered(reply, 202).id };
    const { position } = answered(await client.call('read-booking', { path: waits, token: cleo.token }), 200);
    holds(position === 1, `position 1, and not ${position}`);
    return waits;
  });
  await steps.take('a request that would not wait is refused', async () => {
    const body = { quantity: 1, onSoldOut: 'reject' as const };
    refused(await client.call('book-tickets', { path, token, body }), 409, 'sold-out');
  });
  await steps.take('Ada gives one ticket back', async () => {
    const of = { ...path, bookingId: booked.id };
    const reply = await client.call('cancel-booking', { path: of, token: ada.token, body: { quantity: 1 } });
    holds(answered(reply, 200).quantity === 2, 'two tickets are left');
  });
  await steps.take('the queue promotes Cleo', () => reach(stage, cleo, waiting, 'confirmed'));
  await steps.take('the audit finds nothing wrong', async () => {
    const { findings } = answered(await client.call('audit-event', { path, token }), 200);
    const violated = findings.filter((finding) => finding.holds === false);
    holds(violated.length === 0, `no finding, and not ${JSON.stringify(violated)}`);
  });
  await steps.take('the command audit finds nothing wrong', () => command(['audit', '--event', eventId]));
  await door(stage, steps, people, waiting);
  await steps.take('Cleo is told by mail that she waits, and that she has a ticket', () =>
    mailed(stage, cleo, 2),
  );
}

/** Waits until a booking has a status. */
async function reach(
  { client, waitsMs }: Stage,
  { token }: Account,
  path: Booked,
  status: 'confirmed' | 'offered',
): Promise<void> {
  let last = '';
  const reached = await within(waitsMs, async () => {
    last = answered(await client.call('read-booking', { path, token }), 200).status;
    return last === status;
  });
  holds(reached, `${status} within ${waitsMs / 1000} s, and not ${last}`);
}

async function within(waitsMs: number, isReached: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + waitsMs;
  while (Date.now() < deadline) {
    if (await isReached()) return true;
    await sleep(LOOK_EVERY_MS);
  }
  return false;
}

/** The mails of an account that SES took, which the emulator lists. */
async function mailed({ emulator, waitsMs }: Stage, { email }: Account, least: number): Promise<void> {
  let count = 0;
  const reached = await within(waitsMs, async () => {
    const answer = await fetch(`${emulator.url}/_ministack/ses/messages`);
    const { messages } = (await answer.json()) as { messages: Record<string, { To: string[] }[]> };
    count = Object.values(messages)
      .flat()
      .filter(({ To }) => To.some((one) => one.includes(email))).length;
    return count >= least;
  });
  holds(reached, `${least} mails to ${email}, and not ${count}`);
}

async function door(
  { client }: Stage,
  steps: Steps,
  { organizer, cleo }: People,
  booked: Booked,
): Promise<void> {
  const { token } = organizer;
  const path = { eventId: booked.eventId };
  const code = await steps.take('Cleo reads the code of the ticket', async () => {
    const reply = await client.call('read-ticket-code', {
      path: { ...booked, number: '1' },
      token: cleo.token,
    });
    return answered(reply, 200);
  });
  holds(typeof code === 'object' || typeof code === 'string', 'there is a code');
  await steps.take('the ticket is checked in, and not twice', async () => {
    const body = { bookingId: booked.bookingId };
    answered(await client.call('check-in-ticket', { path, token, body }), 200);
    const again = await client.call('check-in-ticket', { path, token, body });
    holds(again.status === 409, `409, and not ${again.status}`);
  });
  await steps.take('one has arrived', async () => {
    const arrivals = answered(await client.call('read-arrivals', { path, token }), 200);
    holds(JSON.stringify(arrivals).includes('1'), 'one is counted');
  });
}

/** An event that offers released tickets for a time. */
async function offer(stage: Stage, steps: Steps, { organizer, ada, ben }: People): Promise<void> {
  const { client } = stage;
  const body = {
    name: 'Second night',
    startsAt: STARTS_AT,
    capacity: 1,
    waitlist: { offerTtlSeconds: OFFER_TTL_SECONDS },
  };
  const eventId = await steps.take(
    'an event with offers is created',
    async () => answered(await client.call('create-event', { token: organizer.token, body }), 201).id,
  );
  const one = { quantity: 1 };
  const path = { eventId };
  const held = answered(await client.call('book-tickets', { path, token: ada.token, body: one }), 201);
  const waits = answered(await client.call('book-tickets', { path, token: ben.token, body: one }), 202);
  const booked = { eventId, bookingId: waits.id };
  await steps.take('a ticket is given back, and offered to Ben', async () => {
    const of = { eventId, bookingId: held.id };
    answered(await client.call('cancel-booking', { path: of, token: ada.token, body: {} }), 200);
    await reach(stage, ben, booked, 'offered');
  });
  await steps.take('Ben accepts', async () => {
    const reply = await client.call('accept-offer', { path: booked, token: ben.token, body: {} });
    holds(answered(reply, 200).status === 'confirmed', 'the booking is confirmed');
  });
}

async function refusals({ api, client }: Stage, steps: Steps, { ada, ben }: People): Promise<void> {
  await steps.take('400 for a body that is no JSON', async () => {
    const path = '/v1/auth/login';
    const answer = await api.call({ path, body: '{', headers: { 'content-type': 'application/json' } });
    refused(answer, 400, 'malformed-json');
  });
  await steps.take('401 without a token', async () => {
    refused(await api.call({ path: '/v1/me' }), 401, 'unauthenticated');
  });
  await steps.take('403 for an attendee who lists accounts', async () => {
    refused(await client.call('list-users', { token: ada.token }), 403, 'forbidden');
  });
  await steps.take('404 for a path of no route, and for an event that is not there', async () => {
    refused(await api.call({ path: '/v1/nothing' }), 404, 'not-found');
    const reply = await client.call('read-event', { path: { eventId: 'A'.repeat(22) } });
    holds(reply.status === 404, `404, and not ${reply.status}`);
  });
  await steps.take('422 for a field that a route does not have', async () => {
    const path = '/v1/auth/login';
    const answer = await api.call({ path, body: { email: ada.email, password: PASSWORD, zebra: 1 } });
    holds(answer.status === 422, `422, and not ${answer.status}`);
  });
  await steps.take('429 for too many log-ins with a wrong password', async () => {
    const body = { email: ben.email, password: 'not the password' };
    for (let attempt = 0; attempt < LOG_INS_MAX; attempt += 1) {
      const reply = await client.call('log-in', { body });
      if (reply.status === 429) return;
      holds(reply.status === 401, `401, and not ${reply.status}`);
    }
    throw new Error(`no 429 after ${LOG_INS_MAX} log-ins`);
  });
}

/** A function that has read the keys knows the new one within a minute, so it reads them here for the first time. */
async function keys({ client, command }: Stage, steps: Steps, { ada }: People): Promise<void> {
  await steps.take('the command rotate-keys makes a key, and both are published', async () => {
    await command(['rotate-keys']);
    const published = answered(await client.call('read-token-keys'), 200).keys;
    holds(published.length === 2, `two keys, and not ${published.length}`);
  });
  await steps.take('a token of the earlier key is accepted', async () =>
    answered(await client.call('read-me', { token: ada.token }), 200),
  );
}

/** CloudFront as the emulator has it: its functions, behaviors and headers, and the bucket behind it. */
async function page({ distribution }: Stage, steps: Steps): Promise<void> {
  const get = (path: string) => distribution.call({ path });
  await steps.take('a path of the page is answered with its index', async () => {
    const answer = await get('/my-account');
    holds(answer.status === 200 && String(answer.body).includes('<html'), `HTML, and not ${answer.status}`);
    holds(answer.headers['content-security-policy'] !== undefined, 'it has a content policy');
  });
  await steps.take('a path of no page is 404', async () => {
    const answer = await get('/zebra');
    holds(answer.status === 404, `404, and not ${answer.status}`);
  });
}
