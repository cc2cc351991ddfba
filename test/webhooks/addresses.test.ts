/** To which addresses webhooks may be sent: by the form of a URL, by what its name stands for, and at the connection. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addressCheck, formFaultOf, isPublicAddress } from '../../functions/webhooks/addresses.ts';
import { post, type Receivers } from '../../functions/webhooks/post.ts';
import type { ResolvedAddress } from '../../functions/webhooks/public-lookup.ts';
import { aReceiver, type Receiver } from '../kit/receiver.ts';

const asResolved = (address: string): ResolvedAddress => ({ address, family: address.includes(':') ? 6 : 4 });
const resolvesTo =
  (...addresses: string[]) =>
  async () =>
    addresses.map(asResolved);

const NOT_PUBLIC = [
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.0.1',
  '169.254.169.254',
  '169.254.170.2',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.8',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::ffff:0:8.8.8.8',
  '64:ff9b::7f00:1',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '3fff::1',
  '4000::1',
  '5f00::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
];

test.each(NOT_PUBLIC)('%s is no address on the internet', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(['1.1.1.1', '8.8.8.8', '172.32.0.1', '198.20.0.1', '2606:4700:4700::1111', '2a00:1450:4001::1'])(
  '%s is an address on the internet',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

describe('The form of an address is refused', () => {
  test.each([
    'http://example.com/',
    'https://example.com:8443/',
    'https://user:secret@example.com/',
    'https://user@example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'https://',
    'https://localhost/',
    'https://LOCALHOST./',
    'https://a.localhost/',
    'https://intranet/',
    'https://printer.local/',
    'https://metadata.google.internal/',
    'https://router.home.arpa/',
    // The forms in which a URL can state 127.0.0.1.
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0x7f.0.0.1/',
    'https://0177.0.0.1/',
    'https://017700000001/',
    'https://127.0.0.1./',
    'https://１２７.0.0.1/',
    'https://①②⑦.0.0.1/',
    'https://%31%32%37.0.0.1/',
    'https://0/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[0:0:0:0:0:ffff:a9fe:a9fe]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://2852039166/',
    'https://[fd00:ec2::254]/',
  ])('%s', (url) => {
    expect(formFaultOf(url, 'public')).toMatch(/^must /);
  });

  test('but not that of a machine on the internet', () => {
    for (const url of [
      'https://example.com/webhooks?a=b',
      'https://example.com:443/',
      'https://8.8.8.8/',
      'https://[2606:4700:4700::1111]/',
      'https://bücher.example/',
    ])
      expect(formFaultOf(url, 'public')).toBeUndefined();
  });
});

describe('A new endpoint', () => {
  const check = (resolve: Receivers['resolve']) =>
    addressCheck(() => 'public', resolve).faultOf('https://receiver.example/');

  test('is refused if one of the addresses of its name is not public', async () => {
    expect(await check(resolvesTo('127.0.0.1'))).toBe('must name a machine on the internet');
    expect(await check(resolvesTo('8.8.8.8', '10.0.0.1'))).toBe('must name a machine on the internet');
    expect(await check(resolvesTo('8.8.8.8', '::ffff:8.8.8.8'))).toBe('must name a machine on the internet');
    expect(await check(resolvesTo('8.8.8.8', '2606:4700:4700::1111'))).toBeUndefined();
  });

  test('is allowed if its name cannot be looked up: it is checked at each webhook', async () => {
    const unknown = async () => {
      throw Object.assign(new Error('There is no such name.'), { code: 'ENOTFOUND' });
    };
    expect(await check(unknown)).toBeUndefined();
  });
});

describe('A connection', () => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await aReceiver();
  });
  afterAll(() => receiver.stop());

  const send = (url: string, receivers: Receivers, timeoutMs = 2_000) =>
    post({ url, headers: {}, body: '{}', timeoutMs, now: 0 }, receivers);
  /** An address with a name, on the port of the receiver. */
  const named = () => receiver.url.replace('127.0.0.1', 'receiver.example');

  test('is not made to an address that is not public, which a name stands for', async () => {
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '169.254.169.254'])
      expect(
        await send('https://receiver.example/', { allowed: 'public', resolve: resolvesTo(address) }),
      ).toEqual({ error: 'address-not-allowed' });
    const mixed = resolvesTo('8.8.8.8', '127.0.0.1');
    expect(await send('https://receiver.example/', { allowed: 'public', resolve: mixed })).toEqual({
      error: 'address-not-allowed',
    });
    expect(receiver.received).toEqual([]);
  });

  test('uses the addresses that were checked: a name that was public at first gains nothing', async () => {
    const answers = [['8.8.8.8'], ['127.0.0.1']];
    let looks = 0;
    const rebinding = async () => {
      const found = answers[Math.min(looks, 1)] ?? [];
      looks += 1;
      return found.map(asResolved);
    };
    const check = addressCheck(() => 'public', rebinding);
    expect(await check.faultOf('https://receiver.example/')).toBeUndefined();
    expect(await send('https://receiver.example/', { allowed: 'public', resolve: rebinding })).toEqual({
      error: 'address-not-allowed',
    });
    // Each connection looks once: the socket has no second answer to go by.
    expect(looks).toBe(2);
  });

  test('is not made to an address in a URL that was stored before it was forbidden', async () => {
    for (const url of [receiver.url, 'https://127.0.0.1/', 'https://[::ffff:7f00:1]/'])
      expect(await send(url, { allowed: 'public', resolve: resolvesTo('8.8.8.8') })).toEqual({
        error: 'address-not-allowed',
      });
  });

  test('to a name without an address, to a closed port and to a server without TLS fails with a word', async () => {
    const local = (resolve: Receivers['resolve']): Receivers => ({ allowed: 'any', resolve });
    const unknown = async () => {
      throw Object.assign(new Error('There is no such name.'), { code: 'ENOTFOUND' });
    };
    expect(await send(named(), local(unknown))).toEqual({ error: 'name-not-found' });
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    expect(await send(`http://127.0.0.1:${port}/`, local(unknown))).toEqual({ error: 'not-connected' });
    const plain = receiver.url.replace('http:', 'https:');
    expect(await send(plain, local(unknown))).toEqual({ error: 'tls-failed' });
    receiver.answer = (response) => response.writeHead(204).end();
    expect(await send(named(), local(resolvesTo('127.0.0.1')))).toEqual({ status: 204, text: '' });
  });

  test('that gets no answer ends in time, and the pause that a receiver asks for is read', async () => {
    const local: Receivers = { allowed: 'any', resolve: resolvesTo('127.0.0.1') };
    receiver.answer = () => {};
    const began = Date.now();
    expect(await send(receiver.url, local, 150)).toEqual({ error: 'no-answer' });
    expect(Date.now() - began).toBeLessThan(2_000);
    const asks = async (retryAfter: string) => {
      receiver.answer = (response) => response.writeHead(503, { 'retry-after': retryAfter }).end();
      return send(receiver.url, local);
    };
    expect(await asks('120')).toMatchObject({ status: 503, retryAfterMs: 120_000 });
    expect(await asks('Thu, 01 Jan 1970 00:01:00 GMT')).toMatchObject({ retryAfterMs: 60_000 });
    expect(await asks('soon')).toEqual({ status: 503, text: '' });
    receiver.answer = (response) => {
      const endless = setInterval(() => response.write('x'.repeat(1_000)), 1);
      response.on('close', () => clearInterval(endless));
    };
    const long = await send(receiver.url, local);
    expect('text' in long && long.text.length).toBe(500);
  });
});
