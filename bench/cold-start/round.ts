/**
 * One round, in a separate process with its own engines: every function answers its example once, in order,
 * each right after the bare function. Functions that are not measured run in this process, because later
 * examples need their effects. Takes the files of the bundles as JSON argument and prints a line of JSON for
 * each pair.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { startDynamoEngine } from '../../bin/local/dynamo-engine.ts';
import { startQueueEngine } from '../../bin/local/queue-engine.ts';
import { createQueues, createTable } from '../../bin/local/resources.ts';
import { arrangeInvocations } from './invocations.ts';

/** Times in ms from the start of the import: `load` to its end, `answer` to the answer. */
export type FirstAnswer = {
  status: number;
  loadMs: number;
  loadCpuMs: number;
  answerMs: number;
  answerCpuMs: number;
};

/** The files of the bundles; `measured` by the path of the source. */
export type Files = { bare: string; measured: Record<string, string> };

export type Pair = { source: string; bare: FirstAnswer; own: FirstAnswer };

/**
 * A program that does what a new Lambda environment does with a bundle: loads it and answers one invocation.
 * Not counted are the start of Node and loading its HTTP client, which Lambda has loaded before. It is
 * JavaScript, so that no compilation of TypeScript is measured.
 */
const FIRST_ANSWER = `
  import 'node:http';
  const [bundle, event] = process.argv.slice(1);
  const cpuMs = ({ user, system }) => (user + system) / 1000;
  const began = performance.now();
  const cpuBefore = process.cpuUsage();
  const { handler } = await import(bundle);
  const load = { loadMs: performance.now() - began, loadCpuMs: cpuMs(process.cpuUsage(cpuBefore)) };
  const answer = await handler(JSON.parse(event), {});
  const whole = { answerMs: performance.now() - began, answerCpuMs: cpuMs(process.cpuUsage(cpuBefore)) };
  console.log(JSON.stringify({ status: answer?.statusCode ?? 0, ...load, ...whole }));
  process.exit(0);
`;

async function invoke(file: string, event: unknown): Promise<FirstAnswer> {
  const args = ['--input-type=module', '--eval', FIRST_ANSWER, file, JSON.stringify(event)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: path.dirname(file) });
  return JSON.parse(stdout);
}

async function play({ bare, measured }: Files): Promise<void> {
  await createTable('boxoffice');
  const { queueUrl } = await createQueues('boxoffice');
  Object.assign(process.env, {
    TABLE_NAME: 'boxoffice',
    QUEUE_URL: queueUrl,
    PUBLIC_ORIGIN: 'http://localhost',
  });
  for (const { source, event } of await arrangeInvocations()) {
    const file = measured[source];
    if (file === undefined) {
      const { handler } = await import(`../../${source}.ts`);
      await handler(event, {});
    } else {
      const pair: Pair = { source, bare: await invoke(bare, {}), own: await invoke(file, event) };
      console.log(JSON.stringify(pair));
    }
  }
}

const [dynamo, queue] = [await startDynamoEngine(undefined), await startQueueEngine()];
try {
  Object.assign(process.env, dynamo.variables, { AWS_ENDPOINT_URL_SQS: queue.endpoint });
  await play(JSON.parse(process.argv[2] ?? '{}'));
} finally {
  await dynamo.stop();
  await queue.stop();
}
