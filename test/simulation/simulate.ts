/** `npm run simulate -- --seed S --runs N`: runs the whole service N times in worlds made from seeds S, S + 1, … */
import { parseArgs } from 'node:util';
import { Engine } from './engine.ts';
import { bundleFunctions } from './lambda.ts';
import { QueueEngine } from './queue.ts';
import { run } from './run.ts';
import { planRun } from './workload.ts';

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, runs: { type: 'string', default: '100' }, log: { type: 'boolean', default: false } } });
const seed = Number(values.seed);
const count = Number(values.runs);
const engines = { dynamo: await Engine.start(), queue: new QueueEngine(), code: await bundleFunctions() };
const began = performance.now();
let calls = 0;
for (let index = 0; index < count; index += 1) {
  const result = await run(planRun(seed + index), engines);
  calls += result.calls;
  if (values.log) console.log(result.log.join('\n'));
  if (result.violations.length > 0) {
    console.log(seed + index, result.digest, result.violations.slice(0, 1).map((v) => `${v.guarantee}: ${v.what}`));
    if (values.log) break;
  }
  if (count < 5) console.log(result.digest, result.restAfterMs, result.calls);
}
console.log(`${((performance.now() - began) / count).toFixed(0)} ms/run, ${calls / count} lines`);
await engines.dynamo.stop();
await engines.queue.stop();
