/**
 * Consumes the table's stream beside the sender of notices: sends the webhooks of each booking and event that changed or
 * is to be tried again, carries out replays, and tells organizers of endpoints that were disabled.
 */
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { log, runtime } from '../compose.ts';
import { tellDisabledPorts } from '../compose-webhook-mail.ts';
import { sendWebhooksPorts } from '../compose-webhooks.ts';
import { WEBHOOK_BATCH_TIME_MS, WEBHOOKS_AT_ONCE } from '../domain/model/limits.ts';
import { Refusal } from '../domain/model/refusal.ts';
import { runInRequest } from '../domain/process/request-context.ts';
import { carryOutReplay } from '../domain/webhooks/carry-out-replay.ts';
import { EndpointsOfBatch } from '../domain/webhooks/endpoints-of-batch.ts';
import { serveChange } from '../domain/webhooks/serve-change.ts';
import { tellDisabled } from '../domain/webhooks/tell-disabled.ts';
import { type WebhookWork, webhookWorkIn } from '../store/items/webhook-stream-record.ts';

const ports = sendWebhooksPorts();
const mailPorts = tellDisabledPorts();

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

/** @returns the records if their work has to be done again. */
async function tryToServe({ what, records }: Work, endpoints: EndpointsOfBatch, until: number) {
  try {
    await serve(what, endpoints, until);
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
    const endpoints = new EndpointsOfBatch(ports);
    const left = workIn(batch.Records);
    const failed: DynamoDBRecord[] = [];
    const work = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift())
        failed.push(...(await tryToServe(next, endpoints, now + WEBHOOK_BATCH_TIME_MS)));
    };
    await Promise.all(Array.from({ length: WEBHOOKS_AT_ONCE }, work));
    return {
      batchItemFailures: failed.map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? '' })),
    };
  });
}
