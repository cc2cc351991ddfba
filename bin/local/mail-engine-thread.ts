/** The thread of the embedded mail service: starts it and sends its port to the thread that started this one. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import startSes from 'aws-ses-v2-local';
import { getStoreReadonly } from 'aws-ses-v2-local/dist/store.js';

/** The mailbox keeps this many mails, with their attachments, and forgets the oldest ones. */
const MAILS_KEPT = 500;

const server = await startSes.default({ host: '127.0.0.1', port: 0 });
const { port } = server.address() as AddressInfo;

/** A page of a name that leads to this machine since the page was loaded would read the mails as its own. */
const OWN_HOSTS = [`127.0.0.1:${port}`, `localhost:${port}`];

const serve = server.listeners('request') as RequestListener[];
server.removeAllListeners('request');
server.on('request', (request: IncomingMessage, response: ServerResponse) => {
  if (!OWN_HOSTS.includes(request.headers.host ?? '')) {
    response.writeHead(421).end();
    return;
  }
  const { emails } = getStoreReadonly();
  emails.splice(0, emails.length - MAILS_KEPT);
  for (const listener of serve) listener(request, response);
});
parentPort?.postMessage({ port });
