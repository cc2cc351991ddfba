/** The API description and the handlers agree: a handler checks the schemas of its operation, and bundles no texts. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, jest, test } from '@jest/globals';
import type * as z from 'zod';
import type { Operation } from '../../functions/http/openapi/operation.ts';
import { OPERATIONS } from '../../functions/http/openapi/operations.ts';
import { ROUTES, type Route } from '../../functions/http/routes.ts';

type Checked = { body?: z.ZodType; query?: z.ZodType; callers?: object };

const ROOT = path.join(import.meta.dirname, '..', '..');
const OPERATION_ENTRIES: [string, Operation][] = Object.entries(OPERATIONS);
const ROUTE_ENTRIES: [string, Route][] = Object.entries(ROUTES);

/** The arguments of `endpoint` by handler. */
const checked = new Map<string, Checked>();

beforeAll(async () => {
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    TABLE_NAME: 'none',
    QUEUE_URL: 'http://127.0.0.1/none.fifo',
  });
  jest.unstable_mockModule('../../functions/http/endpoint.ts', () => ({
    endpointAt: () => (name: string, schemas: Checked) => checked.set(name, schemas),
  }));
  for (const name of Object.keys(ROUTES)) await import(`../../functions/api/${name}.ts`);
});

test.each(OPERATION_ENTRIES)('%s checks the schemas of its description', (name, operation) => {
  expect(checked.get(name)?.body).toBe(operation.body?.schema);
  expect(checked.get(name)?.query).toBe(operation.query?.schema);
});

test.each(ROUTE_ENTRIES)('%s authenticates its caller exactly if it has a role', (name, { role }) => {
  expect(checked.get(name)?.callers !== undefined).toBe(role !== undefined);
});

/** @returns the files in a bundle of this file. Type-only imports add none. */
function bundledWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const imports = readFileSync(path.join(ROOT, file), 'utf8').matchAll(
    /^(?:import|export)\s(?!type\b)[^;'"]*?from\s*'(\.[^']+)'/gm,
  );
  for (const [, target = ''] of imports) bundledWith(path.join(path.dirname(file), target), seen);
  return seen;
}

const DESCRIPTION = /^functions\/http\/(openapi\/|answers\.ts)/;

test.each(ROUTE_ENTRIES)('%s bundles the description only if it serves it', (name) => {
  const files = [...bundledWith(`functions/api/${name}.ts`)];
  expect(files).toContain('functions/http/endpoint.ts');
  const isShown = name === 'read-docs' || name === 'read-openapi';
  expect(files.some((file) => DESCRIPTION.test(file))).toBe(isShown);
});
