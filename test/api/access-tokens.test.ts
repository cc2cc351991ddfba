/** Which access tokens are accepted: those that the service signed, for itself and for a session that is open. */

import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { secrets, tokenKeyRing } from '../../functions/compose.ts';
import { makeTokenKey } from '../../functions/credentials/token-keys.ts';
import { claimsOf } from '../kit/jwt.ts';
import { aService, type TestService } from '../kit/service.ts';
import { expectProblem, UNKNOWN_ID } from './answers.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

type Claims = Record<string, unknown>;

type Header = { alg?: string; typ?: string | undefined; kid?: unknown; [field: string]: unknown };
type Forgery = { header?: Header; key?: KeyObject | Buffer };

function signatureOf(alg: string, key: KeyObject | Buffer, text: string): string {
  if (alg === 'none') return '';
  if (alg.startsWith('HS')) {
    return createHmac(alg.replace('HS', 'sha'), key).update(text).digest('base64url');
  }
  const dsaEncoding = 'ieee-p1363';
  return sign(alg.replace('ES', 'sha'), Buffer.from(text), { key: key as KeyObject, dsaEncoding }).toString(
    'base64url',
  );
}

const nowSeconds = () => Math.floor(Date.now() / 1000);

/** The key with which the service signs, and its id. */
async function ownKey(): Promise<{ kid: string; key: KeyObject }> {
  const { id } = await tokenKeyRing().signing();
  const secret = await secrets().read({ kind: 'token-keys', id });
  return { kid: id, key: createPrivateKey({ key: Buffer.from(secret ?? ''), format: 'der', type: 'pkcs8' }) };
}

/** @returns an access token signed by the test; without changes the service could have issued it. */
async function aToken(
  changes: Claims = {},
  { header: changed, key: foreign }: Forgery = {},
): Promise<string> {
  const { kid, key } = await ownKey();
  const claims = { ...claimsOf((await it.aPerson()).token), ...changes };
  const header: Header = { alg: 'ES256', typ: 'at+jwt', kid, ...changed };
  const text = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${signatureOf(header.alg ?? '', foreign ?? key, text)}`;
}

/** The public key of the service as a secret, in the forms in which clients get it. */
async function publicKeyAs(type: 'pem' | 'der'): Promise<Buffer> {
  const key = createPublicKey((await ownKey()).key);
  return Buffer.from(
    type === 'pem'
      ? key.export({ format: 'pem', type: 'spki' })
      : key.export({ format: 'der', type: 'spki' }),
  );
}

async function foreignKey(): Promise<KeyObject> {
  const { privateKey } = await makeTokenKey();
  return createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
}

async function withForeignKeyInHeader(): Promise<string> {
  const key = await foreignKey();
  return aToken({}, { key, header: { jwk: createPublicKey(key).export({ format: 'jwk' }) } });
}

function myBookingsBy(authorization: string | undefined): Promise<ApiAnswer> {
  return it.call({ path: '/v1/bookings', headers: authorization === undefined ? {} : { authorization } });
}

test.each(['Bearer', 'bearer', 'BEARER'])('a valid token after "%s" is accepted', async (scheme) => {
  expect((await myBookingsBy(`${scheme} ${await aToken()}`)).status).toBe(200);
});

test.each<[string, () => Promise<string> | string | undefined]>([
  ['no header', () => undefined],
  ['an empty header', () => ''],
  ['a scheme alone', () => 'Bearer'],
  ['a token alone', () => aToken()],
  ['another scheme', async () => `Basic ${await aToken()}`],
  ['a word', () => 'Bearer nothing'],
  ['three dots', () => 'Bearer ...'],
  ['4,000 dots', () => `Bearer ${'.'.repeat(4_000)}`],
  ['a token without its signature', async () => `Bearer ${(await aToken()).replace(/[^.]+$/, '')}`],
  ['a token signed with another key', async () => `Bearer ${await aToken({}, { key: await foreignKey() })}`],
  ['a token that brings its key along', async () => `Bearer ${await withForeignKeyInHeader()}`],
  ['a token without an algorithm', async () => `Bearer ${await aToken({}, { header: { alg: 'none' } })}`],
  ...(['HS256', 'HS384', 'HS512'] as const).flatMap((alg): [string, () => Promise<string>][] =>
    (['pem', 'der'] as const).map((type) => [
      `a token signed by ${alg} with the public key as ${type}`,
      async () => `Bearer ${await aToken({}, { header: { alg }, key: await publicKeyAs(type) })}`,
    ]),
  ),
  ['a token with another algorithm', async () => `Bearer ${await aToken({}, { header: { alg: 'ES384' } })}`],
  ['a token of another type', async () => `Bearer ${await aToken({}, { header: { typ: 'JWT' } })}`],
  ['a token without a type', async () => `Bearer ${await aToken({}, { header: { typ: undefined } })}`],
  ['a token of a guest’s type', async () => `Bearer ${await aToken({}, { header: { typ: 'booking+jwt' } })}`],
  ['a token of an unknown key', async () => `Bearer ${await aToken({}, { header: { kid: 'unknown' } })}`],
  ['a token without a key id', async () => `Bearer ${await aToken({}, { header: { kid: undefined } })}`],
  ['a token whose key id is a number', async () => `Bearer ${await aToken({}, { header: { kid: 0 } })}`],
  ['a token of another audience', async () => `Bearer ${await aToken({ aud: 'https://other.example' })}`],
  ['a token without an audience', async () => `Bearer ${await aToken({ aud: undefined })}`],
  ['a token of several audiences', async () => `Bearer ${await aToken({ aud: [it.service.url, 'other'] })}`],
  ['an expired token', async () => `Bearer ${await aToken({ exp: nowSeconds() - 1 })}`],
  ['a token that lives for 28 years', async () => `Bearer ${await aToken({ exp: 2_700_000_000 })}`],
  ['a token that lives a second too long', async () => `Bearer ${await aToken({ iat: nowSeconds() - 1 })}`],
  ['a token issued in the future', async () => `Bearer ${await aToken(livingFrom(nowSeconds() + 60))}`],
  ['a token without an expiry', async () => `Bearer ${await aToken({ exp: undefined })}`],
  ['a token that is not valid yet', async () => `Bearer ${await aToken({ nbf: 4_000_000_000 })}`],
  ['a token of another issuer', async () => `Bearer ${await aToken({ iss: 'somebody' })}`],
  ['a token without a user', async () => `Bearer ${await aToken({ sub: undefined })}`],
  ['a token of an unknown user', async () => `Bearer ${await aToken({ sub: UNKNOWN_ID })}`],
  ['a token with an invalid user id', async () => `Bearer ${await aToken({ sub: 'a'.repeat(4_000) })}`],
  ['a token without a session', async () => `Bearer ${await aToken({ sid: undefined })}`],
  ['a token of an unknown session', async () => `Bearer ${await aToken({ sid: UNKNOWN_ID })}`],
  ['a token of another person’s session', async () => `Bearer ${await aToken({ sid: await aSession() })}`],
  ['a token whose user was changed', async () => `Bearer ${redirect(await aToken(), (await aUser()).id)}`],
])('%s is rejected', async (_what, authorization) => {
  expectProblem(await myBookingsBy(await authorization()), 401, 'unauthenticated');
});

test('a role claimed in a token is ignored: the role of the account applies', async () => {
  const token = await aToken({ role: 'admin' });
  expect((await it.call({ path: '/v1/me', token })).body.role).toBe('attendee');
  expectProblem(await it.call({ path: '/v1/users', token }), 403, 'forbidden');
});

const livingFrom = (iat: number): Claims => ({ iat, exp: iat + 60 });
const aUser = () => it.aPerson('admin');
const aSession = async () => claimsOf((await aUser()).token)['sid'];

/** @returns the token with another user in its claims, under the old signature. */
function redirect(token: string, sub: string): string {
  const [header, , signature] = token.split('.');
  const claims = Buffer.from(JSON.stringify({ ...claimsOf(token), sub })).toString('base64url');
  return [header, claims, signature].join('.');
}
