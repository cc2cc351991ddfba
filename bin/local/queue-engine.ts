/**
 * SQS on one machine: the embedded engine, in this process and on loopback. Messages are lost when it stops.
 */
import { buildApp } from 'fauxqs';

export type QueueEngine = { endpoint: string; stop: () => Promise<void> };

export async function startQueueEngine(): Promise<QueueEngine> {
  const app = buildApp({ logger: false });
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    endpoint,
    stop: async () => {
      app.server.closeAllConnections();
      await app.close();
    },
  };
}
