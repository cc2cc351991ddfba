/** TCP ports: finds a free one on loopback, and checks whether a server listens on one. */
import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';

const CONNECT_TIMEOUT_MS = 3_000;

export const LOOPBACK = '127.0.0.1';
const ALL_ADDRESSES = '0.0.0.0';

/**
 * @returns where on loopback a server can listen that nobody finds by trying ports: one of 16 million addresses, and a port
 *   that is free on all of them, because the engine refuses one that another engine has at another address. A system that has
 *   no loopback address but 127.0.0.1, as macOS, gives a port of that.
 */
export async function hiddenPlace(): Promise<{ host: string; port: number }> {
  const host = `127.${randomInt(1, 256)}.${randomInt(256)}.${randomInt(1, 255)}`;
  return freePort(host).then(
    async () => ({ host, port: await freePort(ALL_ADDRESSES) }),
    async () => ({ host: LOOPBACK, port: await freePort() }),
  );
}

export async function freePort(host = LOOPBACK): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port was found.');
  return address.port;
}

export function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_TIMEOUT_MS });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
