/** Checks in the tickets that a device scanned without the service. */
import { callers, limiter, scanPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { checkInBatch } from '../domain/door/check-in-batch.ts';
import { checkInBatchBody } from '../http/requests/check-ins.ts';
import { scanResultView } from '../http/views/tickets.ts';

const ports = scanPorts();

export const handler = endpoint(
  'check-in-batch',
  { body: checkInBatchBody, callers: callers(), limiter: limiter() },
  async ({ actor, body: { scans, device }, id }) => {
    const offline = scans.map(({ ticket: code, scannedAt }) => ({ code, scannedAt: Date.parse(scannedAt) }));
    const found = await checkInBatch({ eventId: id('eventId'), actor, device, scans: offline }, ports);
    return { body: { results: found.map(scanResultView) } };
  },
);
