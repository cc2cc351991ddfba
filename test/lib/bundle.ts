/** Bundles, built as for a deployment: their sizes, and runs without `node_modules`. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { ROUTES, type RouteName } from '../../functions/http/routes.ts';
import { DOCS_FILES, FONT_FILES } from '../../lib/api.ts';
import { ServiceFunction } from '../../lib/service-function.ts';
import { ServiceTable } from '../../lib/table.ts';

const BUNDLE_LIMIT_BYTES = 416 * 1024;
/** PDFKit with its font library takes about 0.9 MiB of it. */
const TICKETS_LIMIT_BYTES = 1_310 * 1024;

/** A directory without any `node_modules` above it, so that a module missing from the bundle is not found. */
const directory = mkdtempSync(join(tmpdir(), 'boxoffice-bundle-'));
let bundle: string;

/** @returns the directory that would be deployed. `path`: another file of `functions` than the handler. */
function bundledFunction(
  name: RouteName,
  files: readonly string[] = [],
  path = `api/${name}`,
  verifiesForIssuer = false,
): string {
  const stack = new Stack(new App({ outdir: directory, builtinCloudFormationValidation: false }), name);
  new ServiceFunction(stack, name, {
    path,
    description: '',
    rights: ROUTES[name],
    table: new ServiceTable(stack, 'table', { keepData: false }),
    queue: new Queue(stack, 'queue', { fifo: true }),
    memoryMib: 512,
    timeoutSeconds: 10,
    files,
    verifiesForIssuer,
  });
  const [made] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  const assetHash = made?.['Properties'].Code.S3Key.replace('.zip', '');
  return join(directory, `asset.${assetHash}`);
}

/** A token of a key that has to be looked for in the table. */
const WELL_FORMED = [
  { alg: 'ES256', typ: 'at+jwt', kid: 'key' },
  { iss: '', aud: '', sub: 'A'.repeat(22), sid: 'A'.repeat(22), iat: 0, exp: 1 },
]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat('A'.repeat(86))
  .join('.');

/** A fake of DynamoDB that rejects every request and records it. */
let refuser: Server;
const signatures: string[] = [];

beforeAll(async () => {
  bundle = join(bundledFunction('book-tickets'), 'index.mjs');

  refuser = createServer((request, response) => {
    signatures.push(request.headers.authorization ?? '');
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException' }));
  });
  await new Promise<void>((resolve) => refuser.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  refuser.close();
  rmSync(directory, { recursive: true });
});

/** Runs a module in a process with only the environment variables that Lambda sets. */
async function runAsLambda(module: string): Promise<{ stdout: string; stderr: string }> {
  const { port } = refuser.address() as AddressInfo;
  return promisify(execFile)(process.execPath, ['--input-type=module', '--eval', module], {
    cwd: directory,
    env: {
      TABLE_NAME: 'table',
      QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/000000000000/queue.fifo',
      PUBLIC_ORIGIN: 'https://tickets.example',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'KEYOFTHEROLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
      BUNDLE: bundle,
      // Leaves out the lines of answered requests.
      LOG_LEVEL: 'ERROR',
    },
  });
}

test.each([['read-docs-file', '/docs/', DOCS_FILES]] as const)(
  'the function %s has its files beside its bundle',
  async (name, path, files) => {
    const module = pathToFileURL(join(bundledFunction(name, files), 'index.mjs'));
    const names = files.map((file) => basename(file));
    const { stdout } = await runAsLambda(`
    const { handler } = await import('${module}');
    for (const file of ${JSON.stringify(names)}) {
      const answer = await handler(
        {
          rawPath: '${path}' + file,
          pathParameters: { file },
          headers: { 'accept-encoding': 'gzip' },
          requestContext: { requestId: 'request', http: { method: 'GET' } },
        },
        { getRemainingTimeInMillis: () => 10_000 },
      );
      console.log(answer.statusCode, answer.isBase64Encoded, answer.body.length < 1_000_000);
    }
  `);
    expect(stdout.trim().split('\n')).toEqual(names.map(() => '200 true true'));
  },
);

test('the function that prints tickets is at most 1,310 KiB', () => {
  const { size } = statSync(join(bundledFunction('read-tickets'), 'index.mjs'));
  expect(size).toBeLessThanOrEqual(TICKETS_LIMIT_BYTES);
});

test('the part that prints tickets runs with the fonts beside its bundle', async () => {
  const module = pathToFileURL(join(bundledFunction('read-tickets', FONT_FILES, 'tickets/pdf'), 'index.mjs'));
  const { stdout } = await runAsLambda(`
    const { ticketsPdf } = await import('${module}');
    const event = { name: 'First night', startsAt: '2099-06-01T18:00:00.000Z', timeZone: 'Europe/Berlin' };
    const booking = { bookingId: 'id', tickets: [{ holder: 'Ada', code: 'box1.code' }] };
    const pdf = await ticketsPdf(event, booking, { language: 'de', now: 0 });
    console.log(pdf.subarray(0, 5).toString(), pdf.length > 10_000);
  `);
  expect(stdout).toBe('%PDF- true\n');
});

test('the bundle is at most 416 KiB, without its source map', () => {
  expect(statSync(bundle).size).toBeLessThanOrEqual(BUNDLE_LIMIT_BYTES);
  expect(statSync(`${bundle}.map`).size).toBeGreaterThan(0);
});

test('where another issuer keeps the accounts, its library is beside the bundle and is found there', async () => {
  const key = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43), kid: 'another' };
  const issuer = createServer(({ url }, response) => {
    const { port } = issuer.address() as AddressInfo;
    const own = `http://127.0.0.1:${port}`;
    response.end(
      JSON.stringify(url === '/jwks' ? { keys: [key] } : { issuer: own, jwks_uri: `${own}/jwks` }),
    );
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  const { port } = issuer.address() as AddressInfo;
  const module = pathToFileURL(join(bundledFunction('read-me', [], 'api/read-me', true), 'index.mjs'));
  const { stdout } = await runAsLambda(`
    process.env.OIDC_ISSUER = 'http://127.0.0.1:${port}';
    process.env.OIDC_AUDIENCE = 'tickets';
    const { handler } = await import('${module}');
    const answer = await handler(
      {
        rawPath: '/v1/me',
        headers: { authorization: 'Bearer ${WELL_FORMED}' },
        requestContext: { requestId: 'request', http: { method: 'GET' } },
      },
      { getRemainingTimeInMillis: () => 10_000 },
    );
    console.log(answer.statusCode);
  `);
  issuer.close();
  expect(stdout).toBe('401\n');
});

test('the bundle reads no JSON but the versions of its libraries, which are left out', () => {
  const { sources } = JSON.parse(readFileSync(`${bundle}.map`, 'utf8'));
  const read = sources.filter((source: string) => source.endsWith('.json'));
  expect(read.filter((source: string) => !source.endsWith('/package.json'))).toEqual([]);
});

test('the bundle loads on its own and exports its handler', async () => {
  const { stdout } = await runAsLambda(`
    const { handler } = await import(process.env.BUNDLE);
    console.log(typeof handler);
  `);
  expect(stdout).toBe('function\n');
});

test("the bundle signs with its role's credentials, and its stack traces name the sources", async () => {
  const { stdout, stderr } = await runAsLambda(`
    const { handler } = await import(process.env.BUNDLE);
    const answer = await handler(
      {
        rawPath: '/v1/events/any/bookings',
        headers: { authorization: 'Bearer ${WELL_FORMED}' },
        requestContext: { requestId: 'request', http: { method: 'POST' } },
      },
      { getRemainingTimeInMillis: () => 10_000 },
    );
    console.log(JSON.stringify(answer));
  `);
  const { statusCode, headers, body } = JSON.parse(stdout);
  expect(statusCode).toBe(500);
  expect(JSON.parse(body).type).toBe('https://tickets.example/docs#internal-error');
  expect(headers).toMatchObject({
    'x-request-id': 'request',
    'strict-transport-security': expect.stringMatching(/^max-age=\d+$/),
  });
  expect(signatures).toHaveLength(1);
  expect(signatures[0]).toContain('Credential=KEYOFTHEROLE/');
  const { level, timestamp, service, message, requestId, error, stack } = JSON.parse(stderr);
  expect([level, service, message, requestId]).toEqual([
    'ERROR',
    'boxoffice',
    'A request failed.',
    'request',
  ]);
  expect(new Date(timestamp).toISOString()).toBe(timestamp);
  expect(error).toBe('ResourceNotFoundException');
  expect(stack).toContain('functions/store/table/read.ts:');
});
