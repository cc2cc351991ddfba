/** The outputs of the stack are those that `docs/deploying.md` lists. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ROOT, synthesize, template } from '../kit/stack-template.ts';

const guide = readFileSync(join(ROOT, 'docs/deploying.md'), 'utf8');

/** @returns the outputs in the first column of the table of outputs. */
function listed(document: string): string[] {
  const table = /^\| output \| what \|\n((?:\|.*\n)+)/m.exec(document)?.[1] ?? '';
  const cells = table.split('\n').map((row) => row.split('|')[1] ?? '');
  return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)).sort();
}

/** @returns the names of the template's outputs, but for those that a stack within it refers to. */
const outputsOf = (one: typeof template): string[] =>
  Object.keys(one.findOutputs('*'))
    .filter((name) => !name.startsWith('ExportsOutput'))
    .sort();

const all = outputsOf(synthesize({ mail: { from: 'tickets@example.com' } }));

test('the document lists every output of the stack with mail and the dashboard, and no other', () => {
  expect(listed(guide)).toEqual(all);
  expect(listed(guide.replace('`QueueName`', ''))).not.toEqual(all);
});

test('the outputs of mail are those that a stack without it lacks', () => {
  const ofMail = all.filter((name) => !outputsOf(template).includes(name));
  const row = guide.split('\n').find((line) => line.includes('alarms of mail, with `mailFrom`')) ?? '';
  expect([...row.matchAll(/`(\w+Name)`/g)].map(([, name]) => name).sort()).toEqual(ofMail);
});
