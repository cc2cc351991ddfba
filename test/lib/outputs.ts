/** What the documents name of the stack, to be read or typed, is in its template: outputs, kept tables, the rule of the web ACL. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ROOT, synthesize, synthesizeAll, template } from '../kit/stack-template.ts';

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

test('the beginning of a name by which the document finds kept tables is that of both tables and of nothing else', () => {
  const [, beginning = ''] = /starts_with\(@, '\$STACK-(\w+)'\)/.exec(guide) ?? [];
  const { Resources } = template.toJSON() as { Resources: Record<string, { Type: string }> };
  const found = Object.entries(Resources).filter(([id]) => id.startsWith(beginning));
  expect(found.map(([, { Type }]) => Type)).toEqual([
    'AWS::DynamoDB::GlobalTable',
    'AWS::DynamoDB::GlobalTable',
  ]);
});

test('the rule of the web ACL that the runbook asks for exists', () => {
  const runbook = readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8');
  const [, name] = /--rule-name ([\w-]+)/.exec(runbook) ?? [];
  const [acl] = Object.values(synthesizeAll({ webAcl: 'made' }).page.findResources('AWS::WAFv2::WebACL'));
  expect(acl?.['Properties'].Rules.map(({ Name }: { Name: string }) => Name)).toContain(name);
});
