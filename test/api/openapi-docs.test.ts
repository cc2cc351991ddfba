/** The page of the API description: a section for each route and problem, no scripts, and no broken links. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { OPERATIONS } from '../../functions/http/openapi/operations.ts';
import { PROBLEMS, type ProblemCode } from '../../functions/http/problems.ts';
import { ROUTES, type Route } from '../../functions/http/routes.ts';
import { aService, type TestService } from '../kit/service.ts';

const CODES = Object.keys(PROBLEMS) as ProblemCode[];
const ROUTE_NAMES = Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[];
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
  return new RegExp(`<section class="entry" id="${anchor}".*?</section>`, 's').exec(page)?.[0] ?? '';
}

test('the page is HTML without scripts', async () => {
  const { headers } = await it.call({ path: '/docs' });
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(page).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|\bon\w+="|@import|url\(/i);
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

test.each(ROUTE_NAMES)('the route %s has a section with its method, its path and an example', (name) => {
  const { method, path }: Route = ROUTES[name];
  const section = sectionOf(name);
  expect(section).toContain(`>${method}</span> <code>${path}</code>`);
  expect(section).toMatch(/Who: \S/);
  const address = `${it.service.url}${path.replaceAll(/\{\w+\}/g, '[\\w-]{22}')}`;
  expect(section).toMatch(new RegExp(`curl .*&#39;${address}[?&]`));
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
  expect(links.length).toBeGreaterThan(CODES.length + ROUTE_NAMES.length);
  expect(links.filter((link) => !anchors.includes(link))).toEqual([]);
  const others = [...page.matchAll(/ href="([^#"][^"]*)"/g)].map(([, address]) => address);
  expect(new Set(others)).toEqual(new Set(['/openapi.json']));
});

test('heading levels increase by one, and there is one main part and one navigation', () => {
  const main = page.slice(page.indexOf('<main'));
  const levels = [...main.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
  expect(levels[0]).toBe(1);
  const jumps = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1);
  expect(jumps).toEqual([]);
  for (const landmark of ['<main', '<nav', '<h1']) expect(page.split(landmark)).toHaveLength(2);
});
