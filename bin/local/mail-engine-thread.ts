/** The thread of the embedded mail service: starts it and sends its port to the thread that started this one. */
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import startSes from 'aws-ses-v2-local';
import { getStoreReadonly } from 'aws-ses-v2-local/dist/store.js';

/** The mailbox keeps this many mails, with their attachments, and forgets the oldest ones. */
const MAILS_KEPT = 500;

const server = await startSes.default({ host: '127.0.0.1', port: 0 });
server.prependListener('request', () => {
  const { emails } = getStoreReadonly();
  emails.splice(0, emails.length - MAILS_KEPT);
});
const { port } = server.address() as AddressInfo;
parentPort?.postMessage({ port });
