/** How `npm run verify-stack` prepares the templates of the stack for the emulator. */
import { expect, test } from '@jest/globals';
import { copiesIn, forEmulator, type Template, withoutAction } from '../../bin/verify-stack/template.ts';
import { ROUTES } from '../../functions/http/routes.ts';
import { pageTemplate, statementsIn, synthesize } from '../kit/stack-template.ts';

const main = synthesize({ mail: { from: 'tickets@example.com' } }).toJSON() as Template;
const page = pageTemplate.toJSON() as Template;
const BOOKING = `${ROUTES['book-tickets'].method} ${ROUTES['book-tickets'].path}`;

const actionsIn = (template: Template) =>
  statementsIn(template.Resources).flatMap(({ Action, Resource }) =>
    [Action].flat().map((action) => `${action} ${JSON.stringify(Resource)}`),
  );

test('the template of the stack is deployed whole, but for the parameter of the bootstrap stack and the place of the mail right', () => {
  const { template, leftOut } = forEmulator(main);
  expect(leftOut).toEqual([]);
  expect(Object.keys(template.Resources)).toEqual(Object.keys(main.Resources));
  expect(template.Parameters).not.toHaveProperty('BootstrapVersion');
  expect(template).not.toHaveProperty('Rules');
  const isOfMail = (one: string) => one.startsWith('ses:');
  const others = (one: Template) => actionsIn(one).filter((action) => !isOfMail(action));
  expect(others(template)).toEqual(others(main));
  expect(actionsIn(main).filter(isOfMail).length).toBeGreaterThan(0);
  expect(new Set(actionsIn(template).filter(isOfMail))).toEqual(
    new Set(['ses:SendEmail "*"', 'ses:SendRawEmail "*"']),
  );
});

test('of the page, the resources are left out that the emulator cannot create, each kind with its reason', () => {
  const { template, leftOut } = forEmulator(page);
  const before = Object.entries(page.Resources);
  const isCustom = (type: string) => type.startsWith('Custom::');
  expect(before.filter(([, { Type }]) => isCustom(Type)).length).toBeGreaterThan(2);
  expect(Object.keys(template.Resources)).toEqual(
    before.filter(([, { Type }]) => !isCustom(Type)).map(([id]) => id),
  );
  expect(leftOut).toHaveLength(2);
  for (const line of leftOut) expect(line).toMatch(/^\d+ × Custom::\w+: \w/);
  const needed = Object.values(template.Resources).flatMap(({ DependsOn = [] }) => DependsOn);
  for (const id of needed) expect(template.Resources).toHaveProperty(id);
});

test('the files of the page are copied as the template says', () => {
  const copies = copiesIn(page);
  expect(copies.flatMap(({ names }) => names).sort()).toEqual(
    [
      'assets/a-1.js',
      'assets/b-2.css',
      'assets/c-3.svg',
      'index.html',
      'service-worker.js',
      'widget.js',
    ].sort(),
  );
  for (const { contentType, cacheControl } of copies) {
    expect(contentType).toMatch(/^\w+\/\w+/);
    expect(cacheControl).not.toBe('');
  }
});

test('an action is taken away from one function and from nothing else', () => {
  const changed = withoutAction(main, BOOKING, 'dynamodb:PutItem');
  const differing = Object.keys(main.Resources).filter(
    (id) => JSON.stringify(main.Resources[id]) !== JSON.stringify(changed.Resources[id]),
  );
  expect(differing).toEqual([expect.stringMatching(/^apibookticketsrole/)]);
  const [role = ''] = differing;
  const before = statementsIn(main.Resources[role]).flatMap(({ Action }) => Action);
  const after = statementsIn(changed.Resources[role]).flatMap(({ Action }) => Action);
  expect(before.length).toBeGreaterThan(after.length);
  expect(after).toEqual(before.filter((action) => action !== 'dynamodb:PutItem'));
});

test('an action or a function that is not there is an error, so that no control takes away nothing', () => {
  expect(() => withoutAction(main, BOOKING, 'dynamodb:Scan')).toThrow('has the action dynamodb:Scan');
  expect(() => withoutAction(main, 'Sings', 'dynamodb:PutItem')).toThrow('No function "Sings"');
});
