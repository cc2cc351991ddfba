/**
 * Creates, changes and removes webhook endpoints, and rotates their secrets, for the organizer whose endpoints they are.
 * Everybody else's do not exist for them. Each verb is one write; a repeat with its idempotency key finds the first one's
 * effect.
 *
 * A letter, in the same write, tells the organizer of a change by which somebody may get webhooks who did not get them: a thief
 * of a session makes an endpoint, which stays when the password is changed.
 */
import { fingerprintOf } from '../model/booking.ts';
import { type ExpectedVersions, requireVersion } from '../model/expected-version.ts';
import { letterToOwner, type Mailing, type NewLetter } from '../model/letter.ts';
import { BOOKING_RETRY_BUDGET_MS, WEBHOOK_ENDPOINTS_LIMIT } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import type { Addressee, User } from '../model/user.ts';
import {
  isSetAnew,
  rotated,
  rotationIdFor,
  type WebhookEndpoint,
  webhookEndpointIdFor,
} from '../model/webhook-endpoint.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { WebhookEndpointStore } from '../ports/webhook-endpoint-store.ts';
import type { AddressCheck, WebhookSecrets } from '../ports/webhook-sender.ts';
import { RetryBudget } from '../process/retry-budget.ts';

export type ManageEndpointsPorts = {
  endpoints: WebhookEndpointStore;
  addresses: AddressCheck;
  runtime: Runtime;
};

/** For what makes a secret, which its organizer is shown. */
export type NewSecretPorts = ManageEndpointsPorts & { secrets: WebhookSecrets };

/** `organizer`: the account that is told of a change. */
export type ToldOrganizer = Mailing & { organizer: Addressee & Pick<User, 'id'> };

/** `expected`: the versions of the endpoint that may be changed. */
type Named = { organizerId: string; endpointId: string; expected?: ExpectedVersions };

/**
 * @returns the new endpoint, or that of the first one of repeated requests
 * @throws Refusal `validation-failed`, `too-many-webhooks`, `idempotency-key-reused`; Busy
 */
export async function createEndpoint(
  body: { url: string; description?: string },
  { idempotencyKey, ...told }: ToldOrganizer & { idempotencyKey: string | undefined },
  ports: NewSecretPorts,
): Promise<WebhookEndpoint> {
  const { endpoints, runtime, secrets } = ports;
  const organizerId = told.organizer.id;
  const request = { ...body, organizerId };
  await refuseAddress(body.url, ports);
  await budget(ports).retryWhileBusy(() => secrets.ready());
  const id = webhookEndpointIdFor(organizerId, idempotencyKey ?? runtime.newId());
  const now = runtime.now();
  const endpoint: WebhookEndpoint = {
    ...request,
    id,
    createdAt: now,
    fingerprint: fingerprintOf(request),
    revision: 0,
    secrets: [{ salt: runtime.newId(), rotation: id }],
    deliversFrom: now,
  };
  const letter = letterTelling(told, runtime);
  const outcome = await budget(ports).retryWhileBusy(() =>
    endpoints.create(endpoint, WEBHOOK_ENDPOINTS_LIMIT, letter),
  );
  if (outcome === 'done') return endpoint;
  if (outcome === 'too-many') {
    throw new Refusal(
      'too-many-webhooks',
      `You have ${WEBHOOK_ENDPOINTS_LIMIT} webhook endpoints, which is the limit. Remove one first.`,
      { limit: WEBHOOK_ENDPOINTS_LIMIT },
    );
  }
  const stored = await endpoints.read(organizerId, id);
  if (stored === undefined || stored.fingerprint !== endpoint.fingerprint) {
    throw new Refusal(
      'idempotency-key-reused',
      'This Idempotency-Key was used with another body. Use a new key.',
    );
  }
  return stored;
}

/** @throws Refusal `not-found`, also for the endpoint of another account; Busy */
export async function readEndpoint(
  { organizerId, endpointId }: Named,
  { endpoints }: { endpoints: Pick<WebhookEndpointStore, 'read'> },
): Promise<WebhookEndpoint> {
  const endpoint = await endpoints.read(organizerId, endpointId);
  if (endpoint !== undefined) return endpoint;
  throw new Refusal('not-found', 'You have no webhook endpoint with this id. Check the id in the path.');
}

/** `description` null clears it. */
export type EndpointChange = { url?: string; description?: string | null; enabled?: boolean };

/**
 * Changes the fields that are stated. An endpoint that is enabled again gets what happens from then on.
 * @throws Refusal `not-found`, `changed-meanwhile`, `validation-failed`; Busy
 */
export async function changeEndpoint(
  named: Named,
  change: EndpointChange,
  told: ToldOrganizer,
  ports: ManageEndpointsPorts,
): Promise<WebhookEndpoint> {
  if (change.url !== undefined) await refuseAddress(change.url, ports);
  return update(named, (before) => changed(before, change, ports.runtime.now()), told, ports);
}

/**
 * Makes a new secret. The earlier one signs beside it for `overlapSeconds`.
 * @throws Refusal `not-found`, `changed-meanwhile`; Busy
 */
export async function rotateSecret(
  named: Named,
  {
    overlapSeconds,
    idempotencyKey,
    ...told
  }: ToldOrganizer & { overlapSeconds: number; idempotencyKey: string | undefined },
  ports: NewSecretPorts,
): Promise<WebhookEndpoint> {
  const { runtime, secrets: known } = ports;
  await budget(ports).retryWhileBusy(() => known.ready());
  const rotation = rotationIdFor(named.endpointId, idempotencyKey ?? runtime.newId());
  const made = { salt: runtime.newId(), rotation };
  const rotate = (before: WebhookEndpoint): WebhookEndpoint => {
    if (before.secrets[0]?.rotation === rotation) return before;
    const secrets = rotated(before.secrets, made, runtime.now(), overlapSeconds * 1000);
    return { ...before, secrets, revision: before.revision + 1 };
  };
  return update(named, rotate, told, ports);
}

/** @throws Refusal `not-found`, `changed-meanwhile`; Busy */
export async function removeEndpoint(
  { organizerId, endpointId, expected }: Named,
  ports: Pick<ManageEndpointsPorts, 'endpoints' | 'runtime'>,
): Promise<void> {
  const retryBudget = budget(ports);
  let endpoint: WebhookEndpoint | undefined = await readEndpoint({ organizerId, endpointId }, ports);
  while (endpoint !== undefined) {
    const { revision } = endpoint;
    requireVersion(expected, revision);
    const named = { organizerId, id: endpointId, revision };
    if (await retryBudget.retryWhileBusy(() => ports.endpoints.remove(named))) return;
    await retryBudget.backOff();
    endpoint = await retryBudget.retryWhileBusy(() => ports.endpoints.read(organizerId, endpointId));
  }
}

const budget = ({ runtime }: Pick<ManageEndpointsPorts, 'runtime'>) =>
  new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);

/** Repeats the change on the endpoint as it is now until nobody else changes it meanwhile. */
async function update(
  named: Named,
  change: (before: WebhookEndpoint) => WebhookEndpoint,
  told: ToldOrganizer,
  ports: ManageEndpointsPorts,
): Promise<WebhookEndpoint> {
  const retryBudget = budget(ports);
  let tried: number | undefined;
  for (;;) {
    const before = await retryBudget.retryWhileBusy(() => readEndpoint(named, ports));
    const after = change(before);
    if (after === before) return before;
    requireVersion(named.expected, before.revision, tried);
    const letter = isSetAnew(before, after) ? letterTelling(told, ports.runtime) : undefined;
    if (await retryBudget.retryWhileBusy(() => ports.endpoints.change(after, letter))) return after;
    tried = before.revision;
    await retryBudget.backOff();
  }
}

function letterTelling({ organizer, ...mailing }: ToldOrganizer, runtime: Runtime): NewLetter | undefined {
  return letterToOwner(organizer, 'endpoint-set', mailing, { id: runtime.newId(), at: runtime.now() });
}

function changed(before: WebhookEndpoint, change: EndpointChange, now: number): WebhookEndpoint {
  const { url = before.url, description = before.description, enabled = !before.disabled } = change;
  const isSame =
    url === before.url && (description ?? undefined) === before.description && enabled === !before.disabled;
  if (isSame) return before;
  const { description: _description, disabled, isTold, failingSince, restsUntil, ...kept } = before;
  const isMoved = url !== before.url;
  const isEnabledAgain = enabled && disabled !== undefined;
  return {
    ...kept,
    url,
    revision: before.revision + 1,
    ...(typeof description === 'string' && { description }),
    ...(isEnabledAgain && { deliversFrom: now }),
    ...(!enabled && { disabled: disabled ?? { because: 'by-organizer', at: now } }),
    ...(!enabled && isTold && { isTold }),
    ...(!isMoved && !isEnabledAgain && failingSince !== undefined && { failingSince }),
    ...(!isMoved && !isEnabledAgain && restsUntil !== undefined && { restsUntil }),
  };
}

async function refuseAddress(url: string, { addresses }: ManageEndpointsPorts): Promise<void> {
  const detail = await addresses.faultOf(url);
  if (detail === undefined) return;
  throw new Refusal('validation-failed', 'Nothing was changed. Fix the fields listed in errors.', {
    errors: [{ pointer: '/url', detail }],
  });
}
