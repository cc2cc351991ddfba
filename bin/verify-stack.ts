/**
 * The verb `verify-stack`: deploys the stack to an emulator of AWS on this machine, walks the contract over the deployed
 * URL, and then checks that the walk fails where a right is taken away. It ends everything that it started.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { runControls } from './verify-stack/controls.ts';
import {
  copyPage,
  deployStack,
  uploadAssets,
  uploadTemplate,
  verifySender,
} from './verify-stack/deployment.ts';
import { type Emulator, requireEmulator, startEmulator } from './verify-stack/emulator.ts';
import { stageOf } from './verify-stack/stage.ts';
import { Steps } from './verify-stack/steps.ts';
import { synthesizeStack } from './verify-stack/synthesis.ts';
import { forEmulator } from './verify-stack/template.ts';
import { walkContract } from './verify-stack/walk.ts';

/** What `-c` states: a stack with mail and with alarms that tell somebody, which can be deleted. */
const SENDER = 'tickets@example.org';
const STATED = { keepData: 'false', mailFrom: SENDER, alarmEmail: 'ops@example.org' };
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const EXIT_CODE_OF_SIGNAL = 130;

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** @returns whether every step passed and every control failed. */
async function verify(emulator: Emulator, folder: string, signal: AbortSignal): Promise<boolean> {
  let began = performance.now();
  const lap = (text: string) => {
    console.log(`${text}: ${seconds(began)}`);
    began = performance.now();
  };
  const synthesis = await synthesizeStack(folder, STATED, signal);
  const main = forEmulator(synthesis.template);
  const nested = synthesis.nested.map(({ template, key }) => ({ ...forEmulator(template), key }));
  lap(`Synthesized, with ${synthesis.assets.length} assets`);
  for (const line of [main, ...nested].flatMap(({ leftOut }) => leftOut)) console.log(`Left out: ${line}.`);
  await uploadAssets(emulator, synthesis.assets);
  for (const { key, template } of nested) await uploadTemplate(emulator, key, template);
  lap('Uploaded the assets');
  const total = Object.keys(main.template.Resources).length;
  const outputs = await deployStack(emulator, main.template, (done) =>
    console.log(`Creating the stack: ${done} of ${total} resources`),
  );
  await copyPage(emulator, synthesis);
  await verifySender(emulator, SENDER);
  lap('Created the stack');

  const stage = stageOf(emulator, outputs, signal);
  const steps = new Steps(console.log);
  const people = await walkContract(stage, steps);
  lap(`\n${steps.passed} steps passed, ${steps.failures.length} failed`);
  console.log('\nThe same stack without one right:');
  const unseen =
    people === undefined
      ? ['not run']
      : await runControls({ stage, template: main.template, people, say: console.log });
  lap('The controls');
  stage.api.close();
  const faults = [...steps.failures, ...unseen];
  if (faults.length > 0) console.log(['', 'Not as the contract says:', ...faults].join('\n'));
  return faults.length === 0;
}

/** Runs `verify` with an emulator that is ended with its folder whatever happens. */
async function withEmulator(): Promise<boolean> {
  requireEmulator();
  const began = performance.now();
  const folder = mkdtempSync(path.join(tmpdir(), 'boxoffice-stack-'));
  let emulator: Emulator | undefined;
  const end = async () => {
    await emulator?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const interruption = new AbortController();
  const interrupted = () => {
    interruption.abort();
    void end().finally(() => process.exit(EXIT_CODE_OF_SIGNAL));
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  try {
    emulator = await startEmulator(folder);
    console.log(`ministack is ready on ${emulator.url} (loopback only): ${seconds(began)}`);
    return await verify(emulator, folder, interruption.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupted);
    await end();
    console.log(`\nEverything is ended, after ${seconds(began)}.`);
  }
}

export function defineVerb(command: Command): void {
  command
    .addHelpText(
      'after',
      `
Synthesizes the stack, has ministack, an emulator of AWS in Python, create it with CloudFormation, enforces its IAM policies,
and walks the contract over the deployed URL. Then the same stack without one right has to fail at the step that needs it.
Exits with 1 if a step or a control is not as it has to be. It needs no AWS account and no Docker, but ministack:
  .ci/second-engine install

Example:
  npm run verify-stack`,
    )
    .action(async () => {
      process.exitCode = (await withEmulator()) ? 0 : 1;
    });
}
