/** The page of the API description: its viewer, its strict policy, and a section for each problem. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PROBLEMS, type ProblemCode } from '../../functions/http/problems.ts';
import { aService, type TestService } from '../kit/service.ts';

const CODES = Object.keys(PROBLEMS) as ProblemCode[];
const VOID = new Set(['meta', 'link', 'br']);

let it: TestService;
let page: string;
beforeAll(async () => {
  it = await aService();
  page = (await it.call({ path: '/docs' })).body;
});
afterAll(() => it.stop());

/** @returns the section with this anchor, up to the next one. */
function sectionOf(anchor: string): string {
  return new RegExp(`<section id="${anchor}".*?</section>`, 's').exec(page)?.[0] ?? '';
}

test('the page has no script or style of its own, and loads only files of this service', async () => {
  const { headers } = await it.call({ path: '/docs' });
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self';/,
  );
  expect(headers['content-security-policy']).not.toMatch(/unsafe|http|\*/);
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(page).not.toMatch(/<style|<script[^>]*>[^<]|\bstyle=|\bon\w+="/i);
  const loaded = [...page.matchAll(/(?:src|stylesheet" href)="([^"]+)"/g)].map(([, address = '']) => address);
  expect(loaded).toHaveLength(4);
  for (const address of loaded) expect((await it.call({ path: address })).status).toBe(200);
});

test('a file of the page is compressed for a client that accepts it, and the same for others', async () => {
  const address = `${it.service.url}/docs/swagger-ui.css`;
  const [plain, zipped] = await Promise.all(
    ['identity', 'gzip'].map((encoding) => fetch(address, { headers: { 'accept-encoding': encoding } })),
  );
  expect(plain?.headers.get('content-encoding')).toBeNull();
  expect(zipped?.headers.get('content-encoding')).toBe('gzip');
  expect(zipped?.headers.get('vary')).toMatch(/accept-encoding/);
  expect(Number(zipped?.headers.get('content-length'))).toBeLessThan(40_000);
  expect(await zipped?.text()).toBe(await plain?.text());
});

test.each(['nothing.css', 'package.json', '..%2Fpage.ts'])('there is no file %s', async (file) => {
  expect((await it.call({ path: `/docs/${file}` })).status).toBe(404);
});

test('every tag is closed in the right order', () => {
  const open: string[] = [];
  for (const [, slash, tag = ''] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
    if (VOID.has(tag)) continue;
    if (slash === '') open.push(tag);
    else expect(open.pop()).toBe(tag);
  }
  expect(open).toEqual([]);
});

test.each(CODES)('the problem %s has a section with its title, its status and what to do', (code) => {
  const section = sectionOf(code);
  expect(section).toContain(PROBLEMS[code].title);
  expect(section).toContain(`<span class="status">${PROBLEMS[code].status}</span>`);
  expect(section).toMatch(/What to do:<\/strong> \S/);
});

test('the type of a problem is the address of its section', async () => {
  const { body } = await it.call({ path: '/v1/me' });
  const { origin, pathname, hash } = new URL(body.type);
  expect([origin, pathname]).toEqual([it.service.url, '/docs']);
  expect(sectionOf(hash.slice(1))).toContain(body.title);
});

test('every anchor is unique, and every link within the page leads to one', () => {
  const anchors = [...page.matchAll(/ id="([^"]+)"/g)].map(([, anchor]) => anchor);
  expect(new Set(anchors).size).toBe(anchors.length);
  const links = [...page.matchAll(/ href="#([^"]+)"/g)].map(([, anchor]) => anchor);
  expect(links.length).toBeGreaterThan(CODES.length - 1);
  expect(links.filter((link) => !anchors.includes(link))).toEqual([]);
  const others = [...page.matchAll(/ href="([^#"][^"]*)"/g)].map(([, address]) => address);
  expect(new Set(others)).toEqual(
    new Set(['/openapi.json', 'data:,', '/docs/swagger-ui.css', '/docs/page.css']),
  );
});
