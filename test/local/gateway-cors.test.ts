/** What the local gateway tells web pages of other origins: the CORS headers, which API Gateway adds on AWS. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ApiCall, type ApiClient, apiClient } from '../../bin/local/api-client.ts';
import {
  CORS_ANSWER_HEADERS,
  CORS_MAX_AGE_SECONDS,
  CORS_METHODS,
  CORS_REQUEST_HEADERS,
} from '../../functions/http/cors.ts';
import { collectLogLines } from '../kit/log-lines.ts';
import { recordingHandlers } from '../kit/recording-handlers.ts';

const handlers = recordingHandlers();

let server: Server;
let client: ApiClient;
let startGateway: (port: number, corsOrigins: readonly string[]) => Promise<Server>;
beforeAll(async () => {
  ({ startGateway } = await import('../../bin/local/gateway.ts'));
  server = await startGateway(0, []);
  client = apiClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(async () => {
  client.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('A page of another origin', () => {
  const ORIGINS = ['https://a.example', 'http://127.0.0.1:8080'];
  const gateways: { server: Server; client: ApiClient }[] = [];
  let listed: ApiClient;
  let any: ApiClient;
  beforeAll(async () => {
    for (const origins of [ORIGINS, ['*']]) {
      const one = await startGateway(0, origins);
      const { port: onePort } = one.address() as AddressInfo;
      gateways.push({ server: one, client: apiClient(`http://127.0.0.1:${onePort}`) });
    }
    [listed, any] = gateways.map((gateway) => gateway.client) as [ApiClient, ApiClient];
  });
  afterAll(async () => {
    for (const gateway of gateways) {
      gateway.client.close();
      await new Promise((resolve) => gateway.server.close(resolve));
    }
  });

  /** @returns the CORS headers of the gateway's answer to a request from an origin. */
  async function corsOf(api: ApiClient, origin: string | undefined, more: ApiCall = { path: '/v1/events' }) {
    const headers = { ...(origin !== undefined && { origin }), ...more.headers };
    const answer = await api.call({ ...more, headers });
    const cors = Object.entries(answer.headers).filter(([name]) => name.startsWith('access-control-'));
    return Object.fromEntries(cors);
  }

  const preflight = (method = 'POST'): ApiCall => ({
    method: 'OPTIONS',
    path: '/v1/events',
    headers: {
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization,content-type,idempotency-key',
    },
  });

  test.each(ORIGINS)('of %s may read an answer and its exposed headers', async (origin) => {
    handlers.result = { statusCode: 200 };
    const cors = await corsOf(listed, origin);
    expect(cors).toEqual({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': CORS_ANSWER_HEADERS.join(','),
    });
  });

  test('is answered the allowed methods and headers', async () => {
    handlers.result = { statusCode: 204 };
    expect(await corsOf(listed, 'https://a.example', preflight())).toEqual({
      'access-control-allow-origin': 'https://a.example',
      'access-control-allow-methods': CORS_METHODS.join(','),
      'access-control-allow-headers': CORS_REQUEST_HEADERS.join(','),
      'access-control-max-age': String(CORS_MAX_AGE_SECONDS),
    });
  });

  test.each([
    undefined,
    '',
    'null',
    '*',
    'https://b.example',
    'http://a.example',
    'https://a.example:8443',
    'https://A.example',
    'https://a.example.evil.example',
    'https://xa.example',
    'https://a.example, http://127.0.0.1:8080',
  ])('gets no CORS headers if its origin is %j, which is not on the list', async (origin) => {
    handlers.result = { statusCode: 200 };
    expect(await corsOf(listed, origin)).toEqual({});
    expect(await corsOf(listed, origin, preflight())).toEqual({});
  });

  test.each(['https://b.example', 'null', 'http://localhost:5173'])(
    'of the origin %s is allowed if any origin is, and never with credentials',
    async (origin) => {
      handlers.result = { statusCode: 200 };
      expect(await corsOf(any, origin)).toMatchObject({ 'access-control-allow-origin': '*' });
      const cors = await corsOf(any, origin, preflight('DELETE'));
      expect(cors).toMatchObject({ 'access-control-allow-origin': '*' });
      expect(cors).not.toHaveProperty('access-control-allow-credentials');
    },
  );

  test('gets no CORS headers without an Origin header, or if no origin is configured', async () => {
    handlers.result = { statusCode: 200 };
    expect(await corsOf(any, undefined)).toEqual({});
    expect(await corsOf(client, 'https://a.example')).toEqual({});
    expect(await corsOf(client, 'https://a.example', preflight())).toEqual({});
  });

  test('gets the CORS headers of the gateway and not those of a function', async () => {
    const own = { 'access-control-allow-origin': 'https://evil.example', 'x-own': 'kept' };
    handlers.result = { statusCode: 200, headers: own };
    for (const api of [listed, any]) {
      const answer = await api.call({ path: '/v1/events', headers: { origin: 'https://evil.example' } });
      expect(answer.headers['x-own']).toBe('kept');
      expect(answer.headers['access-control-allow-origin']).toBe(api === any ? '*' : undefined);
    }
  });

  test('may read the answer of a function that threw', async () => {
    const { restore } = collectLogLines();
    handlers.result = new Error('broken');
    expect(await corsOf(listed, 'https://a.example')).toHaveProperty('access-control-allow-origin');
    restore();
  });
});
