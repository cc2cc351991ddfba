/**
 * SES on one machine: the embedded engine, in a thread of this process and on loopback, with a page that shows the
 * mails. They are lost when it stops.
 */
import { Worker } from 'node:worker_threads';
import * as z from 'zod/mini';

export type MailEngine = { endpoint: string; stop: () => Promise<void> };

const STARTED = z.object({ port: z.int() });

/** Its own thread, because reading mails takes processor time from the service, and loading it half a second. */
export async function startMailEngine(): Promise<MailEngine> {
  const thread = new Worker(new URL('./mail-engine-thread.ts', import.meta.url));
  const { port } = await new Promise<{ port: number }>((resolve, reject) => {
    thread.once('message', (message: unknown) => resolve(STARTED.parse(message)));
    thread.once('error', reject);
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      await thread.terminate();
    },
  };
}
