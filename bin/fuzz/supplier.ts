/**
 * The server that the hooks of Schemathesis ask what a request should be aimed at, and tell how it was answered. A target
 * is handed out again until a request on it succeeds that may have used up its state.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { runtime } from '../../functions/compose.ts';
import type { DescribedRoute } from '../../functions/http/openapi/operation.ts';
import { ROUTES, type Route } from '../../functions/http/routes.ts';
import type { ApiClient } from '../local/api-client.ts';
import type { Caller } from './callers.ts';
import type { Stage } from './scene.ts';
import type { Tally } from './tally.ts';
import type { Target } from './targets/target.ts';
import { makeTarget } from './targets.ts';

/** Well below the time for which access tokens are valid. */
const TARGET_TTL_MS = 10 * 60 * 1000;

/** A read uses nothing up; but after so many the next target may be in another state. */
const READS_PER_TARGET = 5;

/** So often a target is made anew, where a busy engine fails one of the calls that make it. */
const ATTEMPTS_PER_TARGET = 3;

/** The wallet for which the fuzzer configures no certificates. */
const NOT_CONFIGURED = 'application/vnd.apple.pkpass';

type Question = { operation: DescribedRoute; query: Record<string, unknown> };
type Report = { operation: DescribedRoute; status: number };

/** What the hooks put into a request. `cursor`: of the second page of what the request asks for. */
type Aim = Target & { accept?: string; cursor?: string };

export type Supplier = { url: string; stop: () => Promise<void> };

/** Starts the supplier for the requests of one caller. Answers are added to `tally`. */
export async function startSupplier(
  stage: Stage & { api: Pick<ApiClient, 'call'> },
  caller: Caller,
  tally: Tally,
): Promise<Supplier> {
  const held = new Map<DescribedRoute, { target: Target; madeAt: number; successes: number }>();
  const turns = new Map<DescribedRoute, number>();
  const questions = new Map<DescribedRoute, number>();

  async function targetOf(operation: DescribedRoute): Promise<Target> {
    const last = held.get(operation);
    if (last !== undefined && runtime.now() - last.madeAt < TARGET_TTL_MS) return last.target;
    const turn = turns.get(operation) ?? 0;
    turns.set(operation, turn + 1);
    const target = await untilMade(() => makeTarget(stage, caller, operation, turn));
    held.set(operation, { target, madeAt: runtime.now(), successes: 0 });
    return target;
  }

  async function answer({ operation, query }: Question): Promise<Aim> {
    const target = await targetOf(operation);
    const asked = questions.get(operation) ?? 0;
    questions.set(operation, asked + 1);
    const accept = acceptFor(operation, asked);
    const cursor = 'cursor' in query ? await cursorFor(stage.api, operation, target, query) : undefined;
    return { ...target, ...(accept !== undefined && { accept }), ...(cursor !== undefined && { cursor }) };
  }

  function note({ operation, status }: Report): void {
    tally.add(operation, caller, status);
    const last = held.get(operation);
    if (last === undefined || status < 200 || status >= 300) return;
    last.successes += 1;
    if (ROUTES[operation].method !== 'GET' || last.successes >= READS_PER_TARGET) held.delete(operation);
  }

  const server = createServer(async (request, response) => {
    try {
      const body = (await json(request)) as Question & Report;
      const reply = isReport(request) ? note(body) : await answer(body);
      response.end(JSON.stringify(reply ?? {}));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A target has people and events of its own, so what a failed attempt left behind is in nobody's way. */
async function untilMade(make: () => Promise<Target>): Promise<Target> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await make();
    } catch (error) {
      if (attempt === ATTEMPTS_PER_TARGET) throw error;
    }
  }
}

const isReport = ({ url }: IncomingMessage) => url === '/answers';

/** @returns one of the media types of the operation, another one after each of the requests `asked` before it. */
function acceptFor(operation: DescribedRoute, asked: number): string | undefined {
  const { offers = [] }: Route = ROUTES[operation];
  const configured = offers.filter((offer) => offer !== NOT_CONFIGURED);
  return configured[asked % configured.length];
}

/** @returns the cursor of the second page under the filters of the request; undefined if there is none. */
async function cursorFor(
  api: Pick<ApiClient, 'call'>,
  operation: DescribedRoute,
  { path, token }: Target,
  { cursor: _cursor, ...filters }: Record<string, unknown>,
): Promise<string | undefined> {
  const { path: template } = ROUTES[operation];
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => path[name] ?? '');
  const search = new URLSearchParams(
    Object.entries({ ...filters, limit: 1 }).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const answer = await api.call({ path: `${filled}?${search}`, ...(token !== undefined && { token }) });
  return answer.body?.nextCursor ?? undefined;
}
