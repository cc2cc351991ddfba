/** Where `npm start` listens, and where it says that it is reached. */
import { expect, test } from '@jest/globals';
import { isLoopback, isNoAddress, readHost, urlOf } from '../../bin/local/listening-host.ts';

test.each([
  [undefined, '127.0.0.1', true, 'http://127.0.0.1:3000'],
  ['127.0.0.1', '127.0.0.1', true, 'http://127.0.0.1:3000'],
  ['::1', '::1', true, 'http://[::1]:3000'],
  ['0.0.0.0', '0.0.0.0', false, 'http://127.0.0.1:3000'],
  ['::', '::', false, 'http://[::1]:3000'],
  ['192.0.2.7', '192.0.2.7', false, 'http://192.0.2.7:3000'],
  ['2001:db8::7', '2001:db8::7', false, 'http://[2001:db8::7]:3000'],
])('HOST=%s: listens on %s, which is loopback: %s, and is reached at %s', (text, host, isLocal, url) => {
  expect(isNoAddress(text)).toBe(false);
  expect(readHost(text)).toBe(host);
  expect(isLoopback(host)).toBe(isLocal);
  expect(urlOf(host, 3000)).toBe(url);
});

test.each(['', 'build-host', 'localhost', '0.0.0.0:80', 'x86_64-conda-linux-gnu'])(
  'HOST=%s is not used, and other machines do not reach the service',
  (text) => {
    expect(isNoAddress(text)).toBe(true);
    expect(readHost(text)).toBe('127.0.0.1');
  },
);
