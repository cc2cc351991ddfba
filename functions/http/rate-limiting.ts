/**
 * Counts the requests of a route by its rate limits, before the body is read and anything is written, and answers what is
 * left in the fields of draft-ietf-httpapi-ratelimit-headers-11.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { NETWORK_SHARES, RATE_LIMITS, type RateLimit, type RateLimitName } from '../domain/model/limits.ts';
import { type Actor, ANYONE } from '../domain/model/user.ts';
import type { RateLimiter, Standing } from '../domain/process/rate-limiter.ts';
import type { FrameMiddleware } from './endpoint.ts';
import type { Route } from './route.ts';
import { networkOf, sourceOf } from './source-address.ts';

/**
 * What the middlewares pass on: the fields of the answer that say what is left, and who calls, as authentication found it. A
 * token that no authentication looked at is anybody's to make up, so it does not decide how a request is counted.
 */
export type Limited = { limitFields?: Record<string, string>; caller?: { actor: Actor } };

/** Makes the middleware of a route. Only functions with limits have it in their bundle. */
export type RouteLimiter = (route: Route) => FrameMiddleware<Limited>;

export function routeLimiter(limiter: RateLimiter): RouteLimiter {
  return (route) => rateLimiting(route, limiter);
}

/** @throws Refusal `too-many-requests` or `too-many-attempts`. */
function rateLimiting({ limits = [] }: Route, limiter: RateLimiter): FrameMiddleware<Limited> {
  return {
    before: async ({ event, context }) => {
      for (const limit of limits) {
        const key = keyFor(limit, event, context);
        if (key === undefined) continue;
        const standing = await limiter.count(limit, key);
        if (standing !== undefined) {
          context.limitFields = fieldsOf(standing);
          if (!standing.isAdmitted) throw limiter.refusalOf(standing);
        }
        const network = networkFor(key, event);
        const ofNetwork = network && (await limiter.count(limit, network, NETWORK_SHARES));
        if (!ofNetwork || ofNetwork.isAdmitted) continue;
        context.limitFields = fieldsOf(ofNetwork);
        throw limiter.refusalOf(ofNetwork);
      }
    },
    /** Runs after a success only. */
    after: async ({ event, context }) => {
      const failures = limits.filter((limit) => (RATE_LIMITS[limit] as RateLimit).isOfFailures);
      for (const limit of failures) {
        const key = keyFor(limit, event, context);
        if (key === undefined) continue;
        const standing = await limiter.giveBack(limit, key);
        if (standing !== undefined) context.limitFields = fieldsOf(standing);
        const network = networkFor(key, event);
        if (network !== undefined) await limiter.giveBack(limit, network, NETWORK_SHARES);
      }
    },
  };
}

/** @returns by what the limit counts this request; undefined if it does not. */
function keyFor(limit: RateLimitName, event: APIGatewayProxyEventV2, { caller }: Limited) {
  const source = sourceOf(event.requestContext.http.sourceIp);
  const { userId, role } = caller?.actor ?? ANYONE;
  switch (RATE_LIMITS[limit].per) {
    case 'source':
      return source;
    case 'source-without-account':
      return role === 'guest' ? source : undefined;
    case 'account':
      return role === 'guest' ? undefined : userId;
    case 'caller':
      return role === 'guest' ? source : userId;
    default:
      return undefined;
  }
}

/** @returns the network by which a request that is counted by its address is counted, too; undefined for others and for IPv4. */
function networkFor(key: string, { requestContext }: APIGatewayProxyEventV2): string | undefined {
  const { sourceIp } = requestContext.http;
  return key === sourceOf(sourceIp) ? networkOf(sourceIp) : undefined;
}

/** Where a request is counted by two limits, the answer has the fields of the last one. */
function fieldsOf({ limit, requests, windowSeconds, remaining, seconds }: Standing): Record<string, string> {
  return {
    'ratelimit-policy': `"${limit}";q=${requests};w=${windowSeconds}`,
    ratelimit: `"${limit}";r=${remaining};t=${seconds}`,
  };
}
