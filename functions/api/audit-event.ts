import { storePorts, table, tokens } from '../compose.ts';
import { readEventOf } from '../domain/read-event-of.ts';
import { runAudit } from '../domain/run-audit.ts';
import { endpoint } from '../http/endpoint.ts';
import { readEventPicture } from '../store/event-picture.ts';

const ports = storePorts();

export const handler = endpoint('audit-event', { tokens: tokens() }, async ({ actor, id }) => {
  const event = await readEventOf(actor, id('eventId'), ports);
  return { body: await runAudit(event, (of) => readEventPicture(table(), of)) };
});
