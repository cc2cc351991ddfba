/**
 * Consumes the table's stream beside the sender of notices: sends the webhooks of each booking and event that changed or
 * is to be tried again, carries out replays, and tells organizers of endpoints that were disabled.
 */
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { log, runtime } from '../compose.ts';
import { tellDisabledPorts } from '../compose-webhook-mail.ts';
import { sendWebhooksPorts } from '../compose-webhooks.ts';
import { WEBHOOK_BATCH_TIME_MS } from '../domain/model/limits.ts';
import { Refusal } from '../domain/model/refusal.ts';
import { runInRequest } from '../domain/process/request-context.ts';
import { carryOutReplay } from '../domain/webhooks/carry-out-replay.ts';
import { EndpointsOfBatch } from '../domain/webhooks/endpoints-of-batch.ts';
import { serveChange } from '../domain/webhooks/serve-change.ts';
import { SlotsOfBatch } from '../domain/webhooks/slots-of-batch.ts';
import { tellDisabled } from '../domain/webhooks/tell-disabled.ts';
import { type WebhookWork, webhookWorkIn } from '../store/items/webhook-stream-record.ts';

const ports = sendWebhooksPorts();
const mailPorts = tellDisabledPorts();

/** `until`: no attempt begins after it, ms. */
type Batch = { endpoints: EndpointsOfBatch; slots: SlotsOfBatch; until: number };

type Work = { what: WebhookWork; records: DynamoDBRecord[] };

/** Groups the records of a batch by what has to be looked at. */
function workIn(records: DynamoDBRecord[]): Work[] {
  const work = new Map<string, Work>();
  for (const record of records) {
    const what = webhookWorkIn(record.dynamodb?.Keys);
    if (what === undefined) continue;
    const key = JSON.stringify(what);
    const known = work.get(key) ?? { what, records: [] };
    known.records.push(record);
    work.set(key, known);
  }
  return [...work.values()];
}

async function serve(what: WebhookWork, endpoints: EndpointsOfBatch, until: number): Promise<void> {
  if (what.kind === 'subject') {
    await serveChange({ ...what, until }, endpoints, ports);
    return;
  }
  const endpoint = (await endpoints.of(what.organizerId)).find(({ id }) => id === what.endpointId);
  if (endpoint === undefined) return;
  if (what.kind === 'replay') await carryOutReplay(endpoint, ports);
  else await tellDisabled(endpoint, mailPorts);
}

/** @returns whose slots the work takes; those of the event itself if there is no such event any more. @throws Busy */
async function organizerOf(what: WebhookWork): Promise<string> {
  if (what.kind !== 'subject') return what.organizerId;
  try {
    return (await ports.cache.get(what.eventId)).organizerId;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not-found') return what.eventId;
    throw error;
  }
}

/** @returns the records if their work has to be done again. */
async function tryToServe({ what, records }: Work, { endpoints, slots, until }: Batch) {
  try {
    await slots.run(await organizerOf(what), () => serve(what, endpoints, until));
    return [];
  } catch (error) {
    const reason = error instanceof Refusal ? error.code : error instanceof Error ? error.name : 'unknown';
    log.warn('Webhooks could not be sent. The stream will deliver the change again.', {
      ...(what.kind === 'subject' ? { eventId: what.eventId } : { endpointId: what.endpointId }),
      reason,
    });
    return records;
  }
}

/** Handles a batch. The stream delivers the records from the first reported one on again. */
export function handler(batch: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  const now = runtime.now();
  return runInRequest({ requestId: context.awsRequestId, lambda: context, now }, async () => {
    const until = now + WEBHOOK_BATCH_TIME_MS;
    const ofBatch = { endpoints: new EndpointsOfBatch(ports), slots: new SlotsOfBatch(), until };
    const failed = (await Promise.all(workIn(batch.Records).map((work) => tryToServe(work, ofBatch)))).flat();
    return {
      batchItemFailures: failed.map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? '' })),
    };
  });
}
