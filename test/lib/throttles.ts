/** What keeps a flood of one route from the others: a throttle for each route, and reserved concurrency of the workers. */
import { expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import type { RouteName } from '../../functions/http/routes.ts';
import { COSTLY_THROTTLE, throttleOf } from '../../lib/throttles.ts';
import { ROUTE_BOUNDS } from '../kit/route-bounds.ts';
import { functions, synthesize, template } from '../kit/stack-template.ts';

test('each route has a throttle of its own, and the stage is made after the routes that it names', () => {
  const deployed = template.findResources('AWS::ApiGatewayV2::Route');
  const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));
  const settings: Record<string, Record<string, number>> = stage?.['Properties'].RouteSettings;
  const keys = Object.values(deployed).map(({ Properties }) => Properties.RouteKey);
  expect(Object.keys(settings).sort()).toEqual(keys.sort());
  expect(stage?.['DependsOn']).toEqual(expect.arrayContaining(Object.keys(deployed)));
  const rateOf = (key: string) => settings[key]?.['ThrottlingRateLimit'];
  expect(rateOf('POST /v1/events/{eventId}/bookings')).toBe(5_000);
  expect(rateOf('POST /v1/auth/login')).toBe(500);
  expect(rateOf('GET /v1/events/{eventId}/audit')).toBe(50);
  expect(rateOf('HEAD /v1/events/{eventId}/audit')).toBe(50);
  // Those that may take more than a tenth of the account's quota are the five of a sale, of which the line is one, and the page with its list, with HEAD.
  const large = Object.values(settings).filter(({ ThrottlingRateLimit = 0 }) => ThrottlingRateLimit > 1_000);
  expect(large).toHaveLength(11);
});

test('a route that may cost hundreds of units has the lowest throttle, unless people of a sale call it', () => {
  const called = ['book-tickets', 'list-events', 'read-booking', 'read-event', 'read-index', 'read-line'];
  // Customers with hundreds of bookings, or who add tickets, and those at the end of a long waitlist are few.
  const rare = ['list-my-bookings', 'add-tickets', 'read-receipt'];
  const costly = Object.entries(ROUTE_BOUNDS).filter(([, { read, write }]) => read + write > 120);
  const throttles = costly
    .filter(([name]) => ![...called, ...rare].includes(name))
    .map(([name]) => [name, throttleOf(name as RouteName)]);
  expect(throttles.length).toBeGreaterThan(5);
  for (const one of throttles) expect(one).toEqual([one[0], COSTLY_THROTTLE]);
});

test('no concurrency is reserved unless the operator states it', () => {
  expect(JSON.stringify(functions)).not.toContain('ReservedConcurrentExecutions');
  template.allResourcesProperties('AWS::Lambda::EventSourceMapping', { ScalingConfig: Match.absent() });
});

test('stated concurrency is reserved for the workers, and the clerk takes no more batches than it has', () => {
  const reserving = synthesize({
    stated: { reservedConcurrency: '20' },
    mail: { from: 'tickets@example.com' },
  });
  const reserved = Object.values(reserving.findResources('AWS::Lambda::Function')).flatMap(
    ({ Properties }) => Properties.ReservedConcurrentExecutions ?? [],
  );
  // The clerk, the senders of notices and of webhooks, and the sweep.
  expect(reserved.sort()).toEqual([1, 20, 20, 20]);
  const mappings = Object.values(reserving.findResources('AWS::Lambda::EventSourceMapping'));
  const scaled = mappings.filter(({ Properties }) => Properties.ScalingConfig !== undefined);
  expect(scaled.map(({ Properties }) => Properties.ScalingConfig)).toEqual([{ MaximumConcurrency: 20 }]);
});

test.each(['1', '0', 'many', '2.5'])('reservedConcurrency=%s is refused', (reservedConcurrency) => {
  expect(() => synthesize({ stated: { reservedConcurrency } })).toThrow('reservedConcurrency=');
});
