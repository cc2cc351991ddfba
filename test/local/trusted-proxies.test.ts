/** Whose `X-Forwarded-For` is believed, and which address it says a client has. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { clientAddress, readTrustedProxies } from '../../bin/local/trusted-proxies.ts';
import { recordingHandlers } from '../kit/recording-handlers.ts';

const handlers = recordingHandlers();
const CLIENT = '203.0.113.7';

describe('The address of a client', () => {
  test.each([
    ['no proxy is trusted', '', '10.0.0.1', CLIENT, '10.0.0.1'],
    ['another proxy is trusted', '10.0.0.2', '10.0.0.1', CLIENT, '10.0.0.1'],
    ['the proxy says nothing', '10.0.0.1', '10.0.0.1', undefined, '10.0.0.1'],
    ['the proxy says it', '10.0.0.1', '10.0.0.1', CLIENT, CLIENT],
    ['the client says another one to the proxy', '10.0.0.1', '10.0.0.1', `198.51.100.1, ${CLIENT}`, CLIENT],
    ['the client claims to be a proxy', '10.0.0.0/8', '10.0.0.1', `10.0.0.9, ${CLIENT}`, CLIENT],
    [
      'there are several proxies',
      '10.0.0.0/8',
      '10.0.0.1',
      `198.51.100.1, ${CLIENT}, 10.1.2.3,10.4.5.6`,
      CLIENT,
    ],
    ['everybody is a proxy', '10.0.0.0/8', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['the proxy is named as IPv4 and connects as IPv6', '127.0.0.1', '::ffff:127.0.0.1', CLIENT, CLIENT],
    ['the proxies are of both kinds', '::1, 10.0.0.0/8', '::1', `2001:db8::5, 10.0.0.1`, '2001:db8::5'],
    ['a range of IPv6 is trusted', '2001:db8::/32', '2001:db8::1', CLIENT, CLIENT],
    ['the list ends with what is no address', '10.0.0.1', '10.0.0.1', `${CLIENT}, unknown`, '10.0.0.1'],
    ['a text before the client is no address', '10.0.0.0/8', '10.0.0.1', 'x, 10.0.0.2', '10.0.0.2'],
    ['an address is in a form that programs read differently', '10.0.0.1', '10.0.0.1', '0x7f.1', '10.0.0.1'],
    ['the proxy says its port as well', '10.0.0.1', '10.0.0.1', `${CLIENT}:50123`, CLIENT],
    ['the address of IPv6 is in brackets', '10.0.0.1', '10.0.0.1', '[2001:db8::5]:443', '2001:db8::5'],
    ['the list is empty', '10.0.0.1', '10.0.0.1', ' , ', '10.0.0.1'],
  ])('where %s', (_, trusted, peer, forwardedFor, expected) => {
    expect(clientAddress(peer, forwardedFor, readTrustedProxies(trusted))).toBe(expected);
  });

  test.each([
    'localhost',
    '10.0.0',
    '10.0.0.0/33',
    '10.0.0.1/',
    '::1/129',
    '10.0.0.1;10.0.0.2',
    '0x7f000001',
  ])('cannot be found by the setting %s, which is refused', (text) => {
    expect(() => readTrustedProxies(text)).toThrow(`TRUSTED_PROXIES has "${text}", which is no address.`);
  });
});

describe('At the gateway', () => {
  let server: Server | undefined;
  afterEach(async () => {
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
  });

  async function sourceSeen(trusted: string): Promise<string | undefined> {
    const { startGateway } = await import('../../bin/local/gateway.ts');
    server = await startGateway(0, [], { isTrusted: readTrustedProxies(trusted) });
    const { port } = server.address() as AddressInfo;
    handlers.seen = [];
    handlers.result = { statusCode: 200 };
    const headers = { 'x-forwarded-for': `198.51.100.1, ${CLIENT}` };
    await fetch(`http://127.0.0.1:${port}/v1/events`, { headers });
    return handlers.seen[0]?.event.requestContext.http.sourceIp;
  }

  test('a client that sends X-Forwarded-For is counted by its own address', async () => {
    expect(await sourceSeen('')).toBe('127.0.0.1');
  });

  test('a client of a trusted proxy is counted by the address that the proxy saw', async () => {
    expect(await sourceSeen('127.0.0.1')).toBe(CLIENT);
  });
});
