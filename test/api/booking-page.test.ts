/** The page of one booking as it is served: its strict policy, and its files. What it does is tested in a browser. */
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BOOKING_PAGE_FILES } from '../../functions/http/booking-page/files.ts';
import { aService, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

test('the page has no script or style of its own, loads only files of this service, and is not indexed', async () => {
  const { headers, body: page } = await it.call({ path: '/booking' });
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(headers).toMatchObject({ 'x-robots-tag': 'noindex', 'referrer-policy': 'no-referrer' });
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';/,
  );
  expect(headers['content-security-policy']).not.toMatch(/unsafe|http|\*/);
  expect(page).not.toMatch(/<style|<script[^>]*>[^<]|\bstyle=|\bon\w+="/i);
  expect(page).toMatch(/<meta name="robots" content="noindex">/);
  const loaded = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
  const files = BOOKING_PAGE_FILES.map((name) => `/booking/${name}`);
  expect(loaded.filter((address) => address !== 'data:,').sort()).toEqual(files.sort());
  for (const path of files) expect((await it.call({ path })).status).toBe(200);
});

test('every style sheet and script of the folder is served, so that a deployment copies what is served', () => {
  const folder = readdirSync(new URL('../../functions/http/booking-page', import.meta.url));
  expect(folder.filter((name) => /\.(css|js)$/.test(name)).sort()).toEqual([...BOOKING_PAGE_FILES].sort());
});

test.each(['nothing.css', 'page.ts', '..%2Fdocs%2Fpage.css'])('there is no file %s', async (file) => {
  expect((await it.call({ path: `/booking/${file}` })).status).toBe(404);
});
