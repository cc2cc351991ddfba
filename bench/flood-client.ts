/**
 * A client that floods a service, as a process of its own: sends one request after another over each of its connections
 * until it is ended. It answers each message with what was answered to it. It stands for other machines, so it takes only
 * the processor time that everything else leaves.
 */
import { Agent, request } from 'node:http';
import { constants, setPriority } from 'node:os';

/** `from`: the network address of the client. */
export type Flood = {
  origin: string;
  from: string;
  connections: number;
  method: 'GET' | 'POST';
  path: string;
  body?: string;
};

setPriority(constants.priority.PRIORITY_LOW);
const { origin, from, connections, method, path, body } = JSON.parse(process.argv[2] ?? '') as Flood;
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const headers = body === undefined ? {} : { 'content-type': 'application/json' };
/** How many answers there were, by status. */
const answers: Record<string, number> = {};

function send(): void {
  const outgoing = request(
    new URL(path, origin),
    { agent, method, headers, localAddress: from },
    (answer) => {
      const status = String(answer.statusCode);
      answers[status] = (answers[status] ?? 0) + 1;
      answer.resume();
      answer.once('end', send);
    },
  );
  outgoing.once('error', () => setImmediate(send));
  outgoing.end(body);
}

for (let n = 0; n < connections; n += 1) send();
process.on('message', () => process.send?.(answers));
