/**
 * A stretch of network in front of an engine on which calls can get stuck: they arrive, and nobody ever answers. Every
 * other call goes through to the engine.
 */
import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export type Passage = {
  endpoint: string;
  /** The names of the operations that got stuck, in order. */
  stuck: string[];
  /** Of each call that comes from now on, whether it gets stuck. */
  hold: (isHeld: (operation: string) => boolean) => void;
  stop: () => Promise<void>;
};

/** `engine`: the address of what is behind; undefined: nothing is, so every call must be held. */
export async function aPassageTo(engine: string | undefined): Promise<Passage> {
  const agent = new Agent({ keepAlive: true });
  const stuck: string[] = [];
  let isHeld: (operation: string) => boolean = () => engine === undefined;
  const server = createServer(async (asked, answered) => {
    const operation = operationOf(asked);
    const body = await buffer(asked);
    if (isHeld(operation) || engine === undefined) {
      stuck.push(operation);
      return;
    }
    const { method, url, headers } = asked;
    const onward = request(new URL(url ?? '/', engine), { agent, method, headers }, (answer) => {
      answered.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(answered);
    });
    onward.on('error', () => answered.destroy());
    onward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stuck,
    hold(choose) {
      isHeld = choose;
    },
    async stop() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As the SDK names it, for example `PutItem`. */
function operationOf({ headers }: IncomingMessage): string {
  return String(headers['x-amz-target']).split('.').at(-1) ?? '';
}
