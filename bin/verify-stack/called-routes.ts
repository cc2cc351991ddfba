/** Counts which routes of the table a walk has called, so that a route that nobody calls is a failure of the walk. */
import { matchSegments } from '../../functions/http/route-match.ts';
import { methodsOf, ROUTES, type Route, type RouteName } from '../../functions/http/routes.ts';
import type { ApiAnswer, ApiCall, ApiClient } from '../local/api-client.ts';

type Refused = { status: number; why: string };

/** Routes that are refused here whatever is asked. */
const REFUSED: { [Name in RouteName]?: Refused } = {
  'answer-unknown': { status: 404, why: 'the emulator answers OPTIONS itself' },
  'read-booking-updates': { status: 406, why: 'API Gateway holds no answer open' },
  'read-ticket-pass': { status: 406, why: 'the stack has no certificates of wallets' },
};

/** Answers from this status on are refusals and failures. */
const REFUSAL_STATUS = 400;
const ENTRIES = Object.entries(ROUTES) as [RouteName, Route][];

/** @returns the route that a gateway takes for a request. */
function routeOf(method: string, path: string): RouteName {
  const segments = (path.split('?')[0] ?? '').split('/');
  const found = ENTRIES.find(
    ([, route]) =>
      methodsOf(route).some((one) => one === method) &&
      matchSegments(route.path.split('/'), segments) !== undefined,
  );
  return found?.[0] ?? 'answer-unknown';
}

export class CalledRoutes {
  readonly #statuses = new Map<RouteName, Set<number>>();

  /** @returns a client that sends with `api`, and whose calls count. */
  watching(api: ApiClient): ApiClient {
    return {
      ...api,
      call: async (call) => {
        const answer = await api.call(call);
        this.#count(call, answer);
        return answer;
      },
    };
  }

  #count(call: ApiCall, { status }: Pick<ApiAnswer, 'status'>): void {
    const method = call.method ?? (call.body === undefined ? 'GET' : 'POST');
    const name = routeOf(method, call.path);
    this.#statuses.set(name, (this.#statuses.get(name) ?? new Set()).add(status));
  }

  /** @returns a line for each route that was not called, or that never succeeded, or never refused as it has to. */
  faults(): string[] {
    return ENTRIES.flatMap(([name]) => {
      const statuses = [...(this.#statuses.get(name) ?? [])];
      if (statuses.length === 0) return [`${name} was not called`];
      const refused = REFUSED[name];
      const isAsExpected = (status: number) =>
        refused === undefined ? status < REFUSAL_STATUS : status === refused.status;
      const expected = refused === undefined ? 'success' : `${refused.status}, because ${refused.why}`;
      return statuses.some(isAsExpected)
        ? []
        : [`${name} was answered ${statuses.join(', ')} and not with ${expected}`];
    });
  }
}
