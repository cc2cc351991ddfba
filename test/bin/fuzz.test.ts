/** The fuzzer without Schemathesis: what it aims requests at, and how it judges the answers. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CALLERS, type Caller, mayCall } from '../../bin/fuzz/callers.ts';
import { FUZZ_RATES } from '../../bin/fuzz/rates.ts';
import { startSupplier } from '../../bin/fuzz/supplier.ts';
import { Tally } from '../../bin/fuzz/tally.ts';
import { makeTarget } from '../../bin/fuzz/targets.ts';
import type { TypedClient } from '../../bin/local/typed-client.ts';
import type { DescribedRoute, Operation } from '../../functions/http/openapi/operation.ts';
import { OPERATIONS } from '../../functions/http/openapi/operations.ts';
import { ROUTES, type Route } from '../../functions/http/routes.ts';
import { aReceiver, type Receiver } from '../kit/receiver.ts';
import { aService, type TestService } from '../kit/service.ts';

const NAMES = Object.keys(OPERATIONS) as DescribedRoute[];
/** Passes need a wallet, which only the fuzzer configures. */
const CALLED = NAMES.filter((name) => name !== 'read-ticket-pass');

let it: TestService;
let receiver: Receiver;
beforeAll(async () => {
  const parts = { servesPage: true, sendsNotices: true, sendsUpdates: true, webhooks: 'any' } as const;
  it = await aService({ ...parts, rateLimits: FUZZ_RATES });
  receiver = await aReceiver();
});
afterAll(async () => {
  await it.stop();
  await receiver.stop();
});

/** Puts the fields of a target into an example, as the hooks of Schemathesis do. */
function aimed(value: unknown, fields: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => aimed(item, fields));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, fields[name] ?? aimed(item, fields)]),
  );
}

/** Sends the example of an operation at a target for the caller. @returns the status of the answer. */
async function callAs(caller: Caller, name: DescribedRoute): Promise<number> {
  const stage = { client: it.client, receiverUrl: receiver.url };
  const { path, fields, token } = await makeTarget(stage, caller, name, 0);
  const { method, path: template, offers }: Route = ROUTES[name];
  const { body }: Operation = OPERATIONS[name];
  const { status } = await it.call({
    method,
    path: template.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => path[parameter] ?? ''),
    ...(token !== undefined && { token }),
    ...(body && { body: aimed(body.example, fields) }),
    ...(offers && { headers: { accept: offers[0] ?? '' } }),
  });
  return status;
}

describe('The fuzzer', () => {
  test.each(CALLED)('has a target on which %s succeeds for one who may call it', async (name) => {
    const caller = CALLERS.find((one) => mayCall(one, name)) ?? 'admin';
    expect([caller, await callAs(caller, name)]).toEqual([caller, ROUTES[name].status]);
  });

  test.each([
    [2, 200],
    [3, 500],
  ])('makes a target again after %i failures, and answers %i', async (failures, expected) => {
    let left = failures;
    const client: TypedClient = {
      call: (...args) => {
        left -= 1;
        if (left >= 0) throw new Error('The engine is busy.');
        return it.client.call(...args);
      },
    };
    const stage = { client, api: it, receiverUrl: receiver.url };
    const supplier = await startSupplier(stage, 'owner', new Tally());
    const body = JSON.stringify({ operation: 'read-event', query: {} });
    const { status } = await fetch(`${supplier.url}/targets`, { method: 'POST', body });
    await supplier.stop();
    expect(status).toBe(expected);
  });

  test('finds what never succeeded, and what succeeded for a caller who may not call it', () => {
    const tally = new Tally();
    for (const name of NAMES)
      for (const caller of CALLERS) tally.add(name, caller, mayCall(caller, name) ? 200 : 403);
    expect(tally.faults()).toEqual([]);
    tally.add('cancel-event', 'manager', 202);
    expect(tally.faults()).toEqual(['cancel-event was answered 202 to manager, who may not call it.']);
    const silent = new Tally();
    silent.add('accept-offer', 'guest', 404);
    expect(silent.faults(['guest'])).toContain('accept-offer never succeeded for guest, who may call it.');
    expect(silent.table(['guest'])).toMatch(/^accept-offer +guest +404 × 1$/m);
  });
});
