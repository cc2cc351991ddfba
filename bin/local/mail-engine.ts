/**
 * SES on one machine: the embedded engine, in this process and on loopback, with a page that shows the mails. They
 * are lost when it stops.
 */
import type { AddressInfo } from 'node:net';

export type MailEngine = { endpoint: string; stop: () => Promise<void> };

/** The mailbox keeps this many mails, with their attachments, and forgets the oldest ones. */
const MAILS_KEPT = 500;

export async function startMailEngine(): Promise<MailEngine> {
  // Loaded when it is used, because that takes about half a second.
  const { default: startSes } = await import('aws-ses-v2-local');
  const { clearStore, getStoreReadonly } = await import('aws-ses-v2-local/dist/store.js');
  const server = await startSes.default({ host: '127.0.0.1', port: 0 });
  server.prependListener('request', () => {
    const { emails } = getStoreReadonly();
    emails.splice(0, emails.length - MAILS_KEPT);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      clearStore();
    },
  };
}
