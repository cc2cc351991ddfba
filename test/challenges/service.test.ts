/** Turnstile and hCaptcha, against a server on this machine that answers as theirs are documented to. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { challengesOf } from '../../functions/challenges/challenges.ts';
import { challengeService } from '../../functions/challenges/service.ts';
import { CHALLENGE_SERVICE_TIMEOUT_MS, CHALLENGE_TTL_MS } from '../../functions/domain/model/limits.ts';

const EVENT = 'event-1';
const NOW = 1_000_000;

let server: Server;
let asked: Record<string, string>[];
let answer: (form: Record<string, string>) => { status?: number; body?: string; isSilent?: true };
const warnings: unknown[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    const form = Object.fromEntries(new URLSearchParams(text));
    asked.push(form);
    const { status = 200, body = '', isSilent } = answer(form);
    if (isSilent) return;
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(status === 302 && { location: '/x' }),
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
  warnings.length = 0;
});

const log = {
  info: () => undefined,
  warn: (message: string, fields?: object) => warnings.push([message, fields]),
};
const service = (provider: 'turnstile' | 'hcaptcha') =>
  challengeService({
    provider,
    siteKey: 'site',
    secret: 'a secret',
    now: () => NOW,
    log,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/siteverify`,
  });
const says = (verdict: object) => () => ({ body: JSON.stringify(verdict) });

describe.each(['turnstile', 'hcaptcha'] as const)('The service %s', (provider) => {
  test('is asked with the secret and the token, and a good token has a digest of its own for ten minutes', async () => {
    answer = says({ success: true, action: EVENT });
    const [one, same, other] = [
      await service(provider).check(EVENT, 'token'),
      await service(provider).check(EVENT, 'token'),
      await service(provider).check(EVENT, 'another'),
    ];
    expect(asked[0]).toEqual({ secret: 'a secret', response: 'token', sitekey: 'site' });
    expect(one).toEqual({ digest: expect.any(String), expiresAt: NOW + CHALLENGE_TTL_MS });
    expect([one?.digest === same?.digest, one?.digest === other?.digest]).toEqual([true, false]);
    expect(warnings).toEqual([]);
  });

  test.each([
    'invalid-input-response',
    'timeout-or-duplicate',
    'already-seen-response',
    'expired-input-response',
  ])('accepts no token of which it says %s', async (code) => {
    answer = says({ success: false, 'error-codes': [code] });
    expect(await service(provider).check(EVENT, 'token')).toBeUndefined();
  });

  test.each([
    ['its own error', says({ success: false, 'error-codes': ['internal-error'] })],
    ['a wrong secret', says({ success: false, 'error-codes': ['invalid-input-secret'] })],
    [
      'a bad token and a wrong secret',
      says({ success: false, 'error-codes': ['invalid-input-response', 'invalid-input-secret'] }),
    ],
    ['no reason', says({ success: false })],
    ['what is no verdict', says({ success: 'yes' })],
    ['what is no JSON', () => ({ status: 502, body: '<html>' })],
    ['a redirection', () => ({ status: 302, body: JSON.stringify({ success: true, action: EVENT }) })],
  ])(
    'that answers with %s lets nobody in: busy, and a line in the log without the token',
    async (_, answers) => {
      answer = answers;
      await expect(service(provider).check(EVENT, 'token')).rejects.toMatchObject({ code: 'busy' });
      expect(warnings).toHaveLength(1);
      expect(JSON.stringify(warnings)).not.toMatch(/"token"|a secret/);
    },
  );

  test('that does not answer lets nobody in, after a bounded time', async () => {
    answer = () => ({ isSilent: true });
    const began = performance.now();
    await expect(service(provider).check(EVENT, 'token')).rejects.toMatchObject({ code: 'busy' });
    expect(performance.now() - began).toBeLessThan(2 * CHALLENGE_SERVICE_TIMEOUT_MS);
  });
});

test('a token of Turnstile is good for the event of its action alone; one of hCaptcha names none', async () => {
  answer = says({ success: true, action: 'event-2' });
  expect(await service('turnstile').check(EVENT, 'token')).toBeUndefined();
  answer = says({ success: true });
  expect(await service('turnstile').check(EVENT, 'token')).toBeUndefined();
  expect(await service('hcaptcha').check(EVENT, 'token')).toBeDefined();
});

test('the client learns whose widget to show, and never the secret', async () => {
  expect(await service('turnstile').issue(EVENT)).toEqual({
    provider: 'turnstile',
    siteKey: 'site',
    action: EVENT,
  });
  const settings = { provider: 'hcaptcha' as const, siteKey: 'site', secret: 'a secret' };
  const chosen = challengesOf(settings, { secret: async () => '', now: () => NOW, log });
  expect(await chosen.issue(EVENT)).toEqual({ provider: 'hcaptcha', siteKey: 'site' });
});
