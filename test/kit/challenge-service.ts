/**
 * A service of challenges for tests of the page. What a browser asks it for is answered on the way, so nothing leaves this
 * machine, and the content policy judges the real addresses. Its widget is a frame with a button. Tokens are checked by a
 * server on loopback, to which the booking function's request is turned.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Route } from 'playwright-core';

export const SITE_KEY = 'site-key-of-the-test';
export const SECRET = 'secret-of-the-test';

type Provider = 'turnstile' | 'hcaptcha';

const ORIGINS = {
  turnstile: { script: 'https://challenges.cloudflare.com', frame: 'https://challenges.cloudflare.com' },
  hcaptcha: { script: 'https://js.hcaptcha.com', frame: 'https://newassets.hcaptcha.com' },
};

/** The script of a service: `render` shows a frame, whose button gives the next token. */
function scriptOf(provider: Provider): string {
  const { frame } = ORIGINS[provider];
  return `
    const frames = new Map();
    globalThis[${JSON.stringify(provider)}] = {
      render(place, options) {
        const frame = document.createElement('iframe');
        frame.title = 'The check';
        frame.src = '${frame}/frame';
        frame.dataset.options = JSON.stringify(options);
        addEventListener('message', ({ origin, source, data }) => {
          if (origin !== '${frame}' || source !== frame.contentWindow) return;
          if (data === 'broken') options['error-callback']();
          else options.callback(data);
        });
        place.append(frame);
        const id = String(frames.size);
        frames.set(id, frame);
        return id;
      },
      remove: (id) => frames.get(id).remove(),
    };
    const { searchParams } = new URL(document.currentScript.src);
    globalThis[searchParams.get('onload')]();`;
}

const FRAME = `<!doctype html><html lang="en"><title>The check</title>
  <button onclick="parent.postMessage('bad-token', '*')">Fail</button>
  <button onclick="parent.postMessage('broken', '*')">Break</button>
  <button onclick="parent.postMessage('good-token-' + Math.random(), '*')">Pass</button></html>`;

export type ChallengeService = {
  /** What it was asked about tokens. */
  checked: Record<string, string>[];
  /** Answers a browser in its place. `isOut`: its script does not come. */
  serve: (context: BrowserContext, isOut?: () => boolean) => Promise<void>;
  stop: () => Promise<void>;
};

/** @param action of the tokens, where the service has one. */
export async function aChallengeService(provider: Provider, action: () => string): Promise<ChallengeService> {
  const checked: Record<string, string>[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const asked = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    checked.push(asked);
    const isGood = asked['secret'] === SECRET && asked['response']?.startsWith('good-token');
    const verdict = isGood
      ? { success: true, ...(provider === 'turnstile' && { action: action() }) }
      : { success: false, 'error-codes': ['invalid-input-response'] };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(verdict));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const original = globalThis.fetch;
  globalThis.fetch = (input, init) =>
    original(/\/siteverify$/.test(String(input)) ? `http://127.0.0.1:${port}/` : input, init);
  return {
    checked,
    async serve(context, isOut = () => false) {
      const { script, frame } = ORIGINS[provider];
      const answer = (route: Route) => {
        const isFrame = new URL(route.request().url()).pathname === '/frame';
        if (!isFrame && isOut()) return route.abort();
        return route.fulfill(
          isFrame
            ? { contentType: 'text/html', body: FRAME }
            : { contentType: 'text/javascript', body: scriptOf(provider) },
        );
      };
      for (const origin of new Set([script, frame])) await context.route(`${origin}/**`, answer);
    },
    async stop() {
      globalThis.fetch = original;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
