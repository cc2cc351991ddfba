/**
 * A proxy in front of an engine that can leave calls unanswered: it receives them, forwards nothing and never
 * answers. It forwards all other calls.
 */
import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export type Passage = {
  endpoint: string;
  /** The names of the operations that are left unanswered, in order. */
  stuck: string[];
  /** Sets which operations are left unanswered from now on. */
  hold: (isHeld: (operation: string) => boolean) => void;
  stop: () => Promise<void>;
};

/** `engine`: the address of the engine; undefined: there is none, and every call is left unanswered. */
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

/** The operation's name as in the SDK, for example `PutItem`. */
function operationOf({ headers }: IncomingMessage): string {
  return String(headers['x-amz-target']).split('.').at(-1) ?? '';
}
