/** A page of another origin in a real browser: it registers, books with a key and reads headers, like a shop. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { startGateway } from '../../bin/local/gateway.ts';
import { CHROMIUM, CHROMIUM_FLAGS } from '../kit/chromium.ts';
import { aService, type TestService } from '../kit/service.ts';
import { describeWithBrowser } from '../kit/with-browser.ts';

type Seen = { status: number; headers: Record<string, string | null>; body: unknown };
type Call = { url: string; init?: { method?: string; headers?: Record<string, string>; body?: string } };

describeWithBrowser('A page of another origin', () => {
  let profile: string;
  let it: TestService;
  let shop: Server;
  let closed: Server;
  let browser: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    profile = mkdtempSync(path.join(tmpdir(), 'boxoffice-browser-'));
    it = await aService({ rateLimits: 'on' });
    shop = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Shop</title>');
    });
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
    closed = await startGateway(0, ['https://elsewhere.example']);
    browser = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM,
      args: CHROMIUM_FLAGS,
      chromiumSandbox: false,
    });
    page = await browser.newPage();
    await page.goto(addressOf(shop));
  });
  afterAll(async () => {
    await browser?.close();
    for (const server of [shop, closed]) {
      server.closeAllConnections();
      server.close();
    }
    await it.stop();
    rmSync(profile, { recursive: true, force: true });
  });

  const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** @returns the answer as the page sees it. @throws if the browser hides it from the page. */
  const fetchInPage = (url: string, init: Call['init'] = {}): Promise<Seen> =>
    page.evaluate(
      async ({ url: address, init: given }: Call) => {
        const answer = await fetch(address, given);
        const names = ['location', 'retry-after', 'etag', 'link', 'x-request-id', 'vary', 'server'];
        const headers = Object.fromEntries(names.map((name) => [name, answer.headers.get(name)]));
        const text = await answer.text();
        return { status: answer.status, headers, body: text.startsWith('{') ? JSON.parse(text) : text };
      },
      { url, init },
    );

  const send = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetchInPage(`${it.service.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  test('registers, books with a key, and reads the Location of the booking', async () => {
    const { id } = await it.anEvent({ capacity: 3 });
    const account = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' };
    const registered = await send('/v1/auth/register', account, { 'idempotency-key': 'ada' });
    expect(registered.status).toBe(201);
    const { accessToken } = registered.body as { accessToken: string };
    const headers = { authorization: `Bearer ${accessToken}`, 'idempotency-key': 'order-1' };
    const [booked, again] = [
      await send(`/v1/events/${id}/bookings`, { quantity: 2 }, headers),
      await send(`/v1/events/${id}/bookings`, { quantity: 2 }, headers),
    ];
    expect([booked.status, again.headers['location']]).toEqual([201, booked.headers['location']]);
    const read = await fetchInPage(`${it.service.url}${booked.headers['location']}`, { headers });
    expect(read).toMatchObject({ status: 200, body: { status: 'confirmed', quantity: 2 } });
    expect(booked.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('reads the ETag of a document and the Retry-After of a problem', async () => {
    const document = await fetchInPage(`${it.service.url}/openapi.json`);
    expect([document.status, document.headers['etag']]).toEqual([200, expect.stringMatching(/^"/)]);
    const tries = [];
    for (let n = 0; n < 12; n += 1) {
      tries.push(await send('/v1/auth/login', { email: 'nobody@example.com', password: 'wrong password' }));
    }
    const last = tries.at(-1);
    expect([last?.status, Number(last?.headers['retry-after']) > 0]).toEqual([429, true]);
  });

  test('changes and cancels its event, for which CORS must allow PATCH and DELETE', async () => {
    const { id, organizer } = await it.anEvent();
    const headers = { authorization: `Bearer ${organizer.token}`, 'content-type': 'application/json' };
    const address = `${it.service.url}/v1/events/${id}`;
    const changed = await fetchInPage(address, { method: 'PATCH', headers, body: '{"venue":"Great hall"}' });
    expect(changed).toMatchObject({ status: 200, body: { venue: 'Great hall' } });
    expect((await fetchInPage(address, { method: 'DELETE', headers })).status).toBe(202);
  });

  test('reads the problem of an unknown path', async () => {
    const answer = await send('/v1/nothing', {});
    expect(answer).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  test('cannot read a header that is not exposed', async () => {
    const answer = await fetchInPage(`${it.service.url}/v1/events`);
    expect(answer.headers['vary']).toBeNull();
  });

  test('cannot read any answer if its origin is not on the list', async () => {
    await expect(fetchInPage(`${addressOf(closed)}/v1/events`)).rejects.toThrow('Failed to fetch');
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    await expect(fetchInPage(`${addressOf(closed)}/v1/auth/login`, post)).rejects.toThrow('Failed to fetch');
  });

  test('cannot frame the docs, which load nothing from elsewhere when they are opened directly', async () => {
    const docs = await browser.newPage();
    const complaints: string[] = [];
    docs.on('console', (message) => complaints.push(message.text()));
    docs.on('pageerror', (error) => complaints.push(error.message));
    const origins = new Set<string>();
    docs.on('request', (request) => origins.add(new URL(request.url()).origin));
    await docs.goto(`${it.service.url}/docs#sold-out`);
    expect(await docs.title()).toBe('Boxoffice API');
    await docs.getByText('Book tickets').click();
    await docs.getByText('"status": "waitlisted"').waitFor();
    await docs.getByRole('heading', { name: 'sold-out' }).waitFor();
    await docs.setViewportSize({ width: 360, height: 900 });
    expect(await docs.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await docs.getByPlaceholder('Filter').fill('pseudonym promotions');
    await docs.getByText('Book tickets', { exact: true }).waitFor({ state: 'detached' });
    // Webhooks are no operations, and stay.
    expect(await docs.locator('.opblock-summary-description').allTextContents()).toEqual([
      'Read the receipt of a position in the waitlist',
      'What a webhook endpoint is sent',
    ]);
    expect(complaints).toEqual([]);
    expect([...origins]).toEqual([new URL(it.service.url).origin]);
    await docs.close();
    await page.setContent(`<iframe src="${it.service.url}/docs"></iframe>`);
    const framed = page.frames().find((frame) => frame !== page.mainFrame());
    expect(await framed?.title().catch(() => '')).not.toBe('Boxoffice API');
  });
});
