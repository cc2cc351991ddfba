/**
 * The keys of access tokens are rotated while the service runs, and nobody is logged out; the table alone makes no token and
 * no ticket; a data directory of an earlier version goes on.
 */
import { createPublicKey, verify } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { apiClient } from '../../bin/local/api-client.ts';
import { startDynamoEngine } from '../../bin/local/dynamo-engine.ts';
import { namedEngines } from '../../bin/local/engines.ts';
import { endServiceProcesses as end, startServiceProcess as start } from '../../bin/local/service-process.ts';
import { FORMER_SECRETS, secretKey, toSecretItem } from '../../functions/store/items/secret.ts';
import { TOKEN_KEYS } from '../../functions/store/items/token-keys.ts';
import type { Item } from '../../functions/store/table/item.ts';
import { TABLE_NAME } from '../kit/boxoffice.ts';
import { runVerb } from '../kit/run-verb.ts';
import { ADMIN, endServiceProcesses, startServiceProcess } from '../kit/service-process.ts';

const PERSON = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' };

let directory: string;
let secretsDirectory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-keys-'));
  secretsDirectory = path.join(directory, 'secrets');
});
afterEach(async () => {
  await endServiceProcesses();
  rmSync(directory, { recursive: true });
});
afterAll(() => end());

const kidOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;

/** A token that names a key. The service looks for an unknown one, as it does where another process signs with it. */
function naming(kid: string): string {
  const id = 'A'.repeat(22);
  const header = { alg: 'ES256', typ: 'at+jwt', kid };
  const claims = { iss: 'any', aud: 'any', sub: id, sid: id, iat: 0, exp: 1 };
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return [...text, 'A'.repeat(86)].join('.');
}

async function aRunningService(settings: Record<string, string> = {}) {
  const service = await startServiceProcess(directory, settings);
  const api = apiClient(service.url);
  const { call } = api;
  const logIn = async ({ email, password }: { email: string; password: string }) =>
    (await call({ path: '/v1/auth/login', body: { email, password } })).body;
  const statusOf = async (token: string) => (await call({ path: '/v1/me', token })).status;
  const keys = async () => (await call({ path: '/.well-known/jwks.json' })).body.keys;
  const stop = async () => {
    api.close();
    await service.kill('SIGTERM');
  };
  return { ...service, call, logIn, statusOf, keys, stop };
}

type Running = Awaited<ReturnType<typeof aRunningService>>;

/** A guest's booking, whose token does not expire. */
async function aGuestBooking({ call, logIn }: Running) {
  const { accessToken: token } = await logIn(ADMIN);
  const startsAt = '2099-01-01T20:00:00Z';
  const event = await call({
    path: '/v1/events',
    token,
    body: { name: 'First night', startsAt, capacity: 5, allowGuests: true },
  });
  const attendee = { firstName: 'Grace', lastName: 'Hopper', email: 'grace@example.com' };
  const route = `/v1/events/${event.body.id}/bookings`;
  const { body } = await call({ path: route, body: { quantity: 1, attendee } });
  const request = { path: `${route}/${body.id}`, token: body.manageToken };
  const read = () => call(request);
  return { read, request, eventId: event.body.id as string };
}

/** The ids of the keys whose private halves are kept. */
const privateKeys = (kept = secretsDirectory): string[] =>
  readdirSync(kept).flatMap((name) =>
    name.startsWith('token-keys.') ? [name.slice('token-keys.'.length)] : [],
  );

const rotateWith = (variables: Record<string, string>, ...options: string[]) =>
  runVerb(['rotate-keys', ...options], { DATA_DIR: directory, TABLE_NAME, ...namedEngines(), ...variables });
const rotate = (...options: string[]) => rotateWith({}, ...options);

describe('npm run rotate-keys', () => {
  test('publishes a new key to a running service, and all tokens stay valid', async () => {
    const it = await aRunningService();
    const { accessToken } = (await it.call({ path: '/v1/auth/register', body: PERSON })).body;
    const guest = await aGuestBooking(it);
    const [first] = await it.keys();
    expect(first.kid).toBe(kidOf(accessToken));

    const { stdout, exitCode } = await rotate();
    const [, kid = ''] =
      /^The key (\S+) of the service on this machine, DATA_DIR=\S+ signs from \S+\.\nThe key before it verifies/.exec(
        stdout,
      ) ?? [];
    expect(exitCode).toBe(0);
    expect(await it.statusOf(naming(kid))).toBe(401);
    const published: { kid: string }[] = await it.keys();
    expect(published.map((key) => key.kid)).toEqual([first.kid, kid]);
    expect(await it.statusOf(accessToken)).toBe(200);
    expect((await guest.read()).status).toBe(200);

    const [text = '', signature = ''] = accessToken.split(/\.(?=[^.]*$)/);
    const key = { key: createPublicKey({ key: first, format: 'jwk' }), dsaEncoding: 'ieee-p1363' as const };
    const isSigned = (of: string) =>
      verify('sha256', Buffer.from(of), key, Buffer.from(signature, 'base64url'));
    expect([isSigned(text), isSigned(`${text}A`)]).toEqual([true, false]);

    const { accessToken: admin } = await it.logIn(ADMIN);
    const trail = await it.call({ path: '/v1/security-events?kind=key-rotated', token: admin });
    expect(trail.body.items).toEqual([
      { id: expect.any(String), kind: 'key-rotated', at: expect.any(String), keyId: kid, endsEarlier: false },
    ]);
    await it.stop();
  });

  test('--end-earlier ends what earlier keys signed, in a running service, and sessions stay', async () => {
    const it = await aRunningService();
    const { accessToken, refreshToken } = (await it.call({ path: '/v1/auth/register', body: PERSON })).body;
    const guest = await aGuestBooking(it);

    const { stdout } = await rotate('--end-earlier');
    const [, kid = ''] =
      /^The key (\S+) of the service on .* signs from .*\n.*void within a minute/.exec(stdout) ?? [];
    expect(await it.statusOf(naming(kid))).toBe(401);
    expect(await it.statusOf(accessToken)).toBe(401);
    expect((await guest.read()).status).toBe(401);
    const { status, body } = await it.call({ path: '/v1/auth/refresh', body: { refreshToken } });
    expect([status, kidOf(body.accessToken)]).toEqual([200, kid]);
    expect(await it.statusOf(body.accessToken)).toBe(200);
    expect(privateKeys()).toEqual([kid]);
    await it.stop();
  });

  test('says what to do where no service runs', async () => {
    expect(await rotate()).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(
        `No service runs on DATA_DIR=${directory}. Start it, or set TABLE_NAME`,
      ),
    });
    const deployed = { SECRETS_TABLE_NAME: 'secrets', TABLE_NAME: '' };
    expect((await runVerb(['rotate-keys'], deployed)).stderr).toContain('Not set: TABLE_NAME.');
    const halfDeployed = { TABLE_NAME: 'table', DATA_DIR: '' };
    expect((await runVerb(['rotate-keys'], halfDeployed)).stderr).toContain('Not set: SECRETS_TABLE_NAME.');
  });
});

describe('npm run rotate-keys makes no key that the service would not find', () => {
  const PLACE =
    /^The private half of the key \S+, which signs now, is not in \S+\. Set SECRETS_DIR .*SECRETS_DIR=\S+ npm/;
  const rotationsOf = async ({ call, logIn }: Running) => {
    const { accessToken: token } = await logIn(ADMIN);
    return (await call({ path: '/v1/security-events?kind=key-rotated', token })).body.items;
  };
  const OWNER = /belongs to the user \d+, who could not read .* Run the command as that user/;

  test('without the SECRETS_DIR of the service', async () => {
    const SECRETS_DIR = path.join(directory, 'elsewhere');
    const it = await aRunningService({ SECRETS_DIR });
    await it.logIn(ADMIN);
    for (const options of [[], ['--end-earlier']])
      expect(await rotate(...options)).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(PLACE) });
    expect(existsSync(secretsDirectory)).toBe(false);
    expect(await rotationsOf(it)).toEqual([]);

    expect(await rotateWith({ SECRETS_DIR })).toMatchObject({ exitCode: 0, stderr: '' });
    expect(privateKeys(SECRETS_DIR)).toHaveLength(2);
    await it.stop();
  });

  test('as another user', async () => {
    const it = await aRunningService();
    await it.logIn(ADMIN);
    const { uid } = statSync(secretsDirectory);
    // Root alone can give a directory away; to everybody else the root directory is one of another user.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chownSync(secretsDirectory, uid + 1, -1);
    const refused = await rotateWith({ SECRETS_DIR: isRoot ? secretsDirectory : '/' });
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(OWNER) });
    expect(await rotationsOf(it)).toEqual([]);
    if (isRoot) chownSync(secretsDirectory, uid, -1);
    expect(await rotate()).toMatchObject({ exitCode: 0, stderr: '' });
    await it.stop();
  });

  test('but makes the first one of a service that never signed', async () => {
    const it = await aRunningService();
    expect((await rotate()).stdout).toMatch(/^The key \S+ is the first of the service on this machine/);
    expect(kidOf((await it.logIn(ADMIN)).accessToken)).toBe(privateKeys()[0]);
    await it.stop();
  });

  test('but replaces one that is lost, with --end-earlier in a directory that is named', async () => {
    const it = await aRunningService();
    await it.logIn(ADMIN);
    const [lost = ''] = privateKeys();
    rmSync(path.join(secretsDirectory, `token-keys.${lost}`));
    const named = { SECRETS_DIR: secretsDirectory };
    expect((await rotateWith(named)).stderr).toMatch(PLACE);
    expect((await rotate('--end-earlier')).stderr).toContain(`run: SECRETS_DIR=${secretsDirectory} npm run`);
    expect(await rotateWith(named, '--end-earlier')).toMatchObject({ exitCode: 0, stderr: '' });
    const [made = ''] = privateKeys();
    await it.statusOf(naming(made));
    expect(kidOf((await it.logIn(ADMIN)).accessToken)).toBe(made);
    await it.stop();
  });
});

const describeEmbedded = process.env['AWS_ENDPOINT_URL_DYNAMODB'] === undefined ? describe : describe.skip;

/** Opens the table of a stopped service. */
async function withTable<T>(work: (client: DynamoDBDocumentClient) => Promise<T>): Promise<T> {
  const engine = await startDynamoEngine(directory);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials });
  try {
    return await work(DynamoDBDocumentClient.from(client));
  } finally {
    client.destroy();
    await engine.stop();
  }
}

/** All texts and bytes of an item, in a form in which bytes of either can be looked for. */
function bytesIn(value: unknown): Buffer[] {
  if (value instanceof Uint8Array) return [Buffer.from(value)];
  if (typeof value === 'string')
    return [Buffer.from(value), Buffer.from(value, 'base64'), Buffer.from(value, 'hex')];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(bytesIn) : [];
}

/** The secrets of the service, as far as they are in the items. */
function secretsIn(items: Item[]): string[] {
  const stored = items.flatMap(bytesIn);
  return readdirSync(secretsDirectory).filter((name) => {
    // Of a private key, the part that is not its public key: 32 bytes behind the 36 of its prefix.
    const secret = readFileSync(path.join(secretsDirectory, name))
      .subarray(name.startsWith('token-keys') ? 36 : 0)
      .subarray(0, 32);
    return stored.some((bytes) => bytes.includes(secret));
  });
}

async function scanned(client: DynamoDBDocumentClient): Promise<Item[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: TABLE_NAME }));
  return Items;
}

describeEmbedded('The private key of an earlier token key', () => {
  test('is removed when the service starts after the overlap, and guests keep their tokens', async () => {
    const before = await aRunningService();
    const guest = await aGuestBooking(before);
    const [first = ''] = privateKeys();
    await rotate();
    expect(privateKeys()).toHaveLength(2);
    await before.stop();
    await withTable(async (client) => {
      const { Item = {} } = await client.send(new GetCommand({ TableName: TABLE_NAME, Key: TOKEN_KEYS }));
      const keys = Item['keys'].map((key: { signsFrom: number }) => ({
        ...key,
        signsFrom: key.signsFrom - 60 * 60 * 1000,
      }));
      await client.send(new PutCommand({ TableName: TABLE_NAME, Item: { ...Item, keys } }));
    });
    const after = await aRunningService();
    expect(privateKeys()).toHaveLength(1);
    expect(privateKeys()).not.toContain(first);
    const { accessToken } = await after.logIn(ADMIN);
    expect(kidOf(accessToken)).toBe(privateKeys()[0]);
    expect(await after.call(guest.request)).toMatchObject({ status: 200 });
    await after.stop();
  });
});

describeEmbedded('The table', () => {
  test('holds none of the secrets that sign tokens and tickets', async () => {
    const it = await aRunningService();
    await it.call({ path: '/v1/auth/register', body: PERSON });
    await (await aGuestBooking(it)).read();
    await it.stop();
    const kinds = readdirSync(secretsDirectory).map((name) => name.split('.')[0]);
    expect(kinds.sort()).toEqual(['derived', 'tickets', 'token-keys']);
    const items = await withTable(scanned);
    expect(items.length).toBeGreaterThan(5);
    expect(secretsIn(items)).toEqual([]);

    // A negative control: secrets where earlier versions kept them are found.
    const asBefore = readdirSync(secretsDirectory).map((name) =>
      toSecretItem(secretKey({ kind: 'derived' }), readFileSync(path.join(secretsDirectory, name))),
    );
    expect(secretsIn(asBefore)).toEqual(readdirSync(secretsDirectory));
  });

  test('of an earlier version goes on: sessions and tickets stay valid, and its secrets leave it', async () => {
    const before = await aRunningService();
    const { refreshToken } = (await before.call({ path: '/v1/auth/register', body: PERSON })).body;
    const guest = await aGuestBooking(before);
    const keyOf = ({ call }: Running) => call({ path: `/v1/events/${guest.eventId}/ticket-key` });
    const ticketKey = (await keyOf(before)).body;
    await before.stop();
    await withTable(async (client) => {
      for (const [kind, Key] of Object.entries(FORMER_SECRETS)) {
        const Item = toSecretItem(Key, readFileSync(path.join(secretsDirectory, kind)));
        await client.send(new PutCommand({ TableName: TABLE_NAME, Item }));
      }
      await client.send(new DeleteCommand({ TableName: TABLE_NAME, Key: TOKEN_KEYS }));
    });
    rmSync(secretsDirectory, { recursive: true });

    const after = await aRunningService();
    const { status, body } = await after.call({ path: '/v1/auth/refresh', body: { refreshToken } });
    expect(status).toBe(200);
    expect(await after.statusOf(body.accessToken)).toBe(200);
    expect((await keyOf(after)).body).toEqual(ticketKey);
    await after.stop();
    const items = await withTable(scanned);
    expect(items.filter(({ pk }) => Object.values(FORMER_SECRETS).some((key) => key.pk === pk))).toEqual([]);
  });
});

/** Starts the service on the directory. @returns what it complains about. */
async function complaintOf(): Promise<string> {
  const file = path.join(directory, '..', `${path.basename(directory)}.log`);
  const descriptor = openSync(file, 'w');
  const service = start({ ...namedEngines(), DATA_DIR: directory, TABLE_NAME }, descriptor);
  try {
    await service.ready.catch(() => undefined);
    await service.stop();
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(descriptor);
    rmSync(file);
  }
}

describe('A service does not start', () => {
  test('while other users may read its secrets', async () => {
    const it = await aRunningService();
    await it.call({ path: '/v1/auth/register', body: PERSON });
    await it.stop();
    const file = path.join(secretsDirectory, 'derived');
    chmodSync(file, 0o644);
    expect(await complaintOf()).toContain(`Run: chmod -R go= ${secretsDirectory}`);
    chmodSync(file, 0o600);
    expect(await complaintOf()).toBe('');
  });

  test('without the secrets of its table', async () => {
    const it = await aRunningService();
    await it.call({ path: '/v1/auth/register', body: PERSON });
    await it.stop();
    rmSync(secretsDirectory, { recursive: true });
    expect(await complaintOf()).toContain('Restore it, or: npm run rotate-keys');
  });
});
