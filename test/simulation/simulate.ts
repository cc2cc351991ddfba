/** `npm run simulate -- --seed S --runs N`: runs the whole service N times in worlds made from seeds S, S + 1, … */
import { parseArgs } from 'node:util';
import { Engine } from './engine.ts';
import { GUARDS } from './guards.ts';
import { bundleFunctions } from './lambda.ts';
import { QueueEngine } from './queue.ts';
import { run } from './run.ts';
import { planRun } from './workload.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '100' },
    log: { type: 'boolean', default: false }, controls: { type: 'string' },
  },
});
const seed = Number(values.seed);
const count = Number(values.runs);
const engines = { dynamo: await Engine.start(), queue: new QueueEngine(), code: await bundleFunctions() };
if (values.controls !== undefined) {
  for (const guard of GUARDS.filter(({ name }) => name.startsWith(values.controls ?? ''))) {
    let found = 'NOT FOUND';
    const start = performance.now();
    for (let index = 1; index <= count; index += 1) {
      const result = await run(planRun(index), engines, guard);
      if (result.violations.length === 0) continue;
      found = `at ${index}: ${result.violations[0]?.guarantee}: ${result.violations[0]?.what}`;
      break;
    }
    console.log(`${guard.name}: ${found} (${Math.round(performance.now() - start)} ms)`);
  }
  process.exit(0);
}
const began = performance.now();
let calls = 0;
for (let index = 0; index < count; index += 1) {
  const result = await run(planRun(seed + index), engines);
  calls += result.calls;
  if (values.log) console.log(result.log.join('\n'));
  if (result.violations.length > 0) {
    console.log(
      seed + index,
      result.digest,
      result.violations.slice(0, 1).map((v) => `${v.guarantee}: ${v.what}`),
    );
    if (values.log) break;
  }
  if (count < 5) console.log(result.digest, result.restAfterMs, result.calls);
}
console.log(`${((performance.now() - began) / count).toFixed(0)} ms/run, ${calls / count} lines`);
await engines.dynamo.stop();
await engines.queue.stop();
