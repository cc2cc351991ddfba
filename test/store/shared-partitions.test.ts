/** The table of shared partitions in docs/data-model.md has every partition key that the code builds, and that the document names. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { PENDING_WORK_PARTITION_NAMES } from '../../functions/store/items/pending-work.ts';
import { userListings } from '../../functions/store/items/user.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const DOCUMENT = readFileSync(path.join(ROOT, 'docs/data-model.md'), 'utf8');

const sectionOf = (title: string) => DOCUMENT.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';

/** A key without what differs between items: `EVENT#e#SHARD#n` and `EVENT#${id}#SHARD#${n}` are both `EVENT#*#SHARD#*`. */
const formOf = (key: string) => key.replaceAll(/#\$\{[^}]*(?:\}|$)|#[a-z0-9]+(?=#|$)/g, '#*');

/** @returns the forms of the keys in the first column of the table, without those in `left`. */
function tabled(left: readonly string[] = []): Set<string> {
  const rows = sectionOf('Shared partitions')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const keys = rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([A-Z][^`]*)`/g)]);
  return new Set(keys.map(([, key = '']) => formOf(key)).filter((form) => !left.includes(form)));
}

/** Prefixes that are constants, because other layers name them, too. */
const PREFIXES: Record<string, string> = {
  BUCKET_PREFIX: 'BUCKET',
  EMAIL_PREFIX: 'EMAIL',
  SUMMARY_PREFIX: 'AVAILABILITY',
  TRAIL_PREFIX: 'SECURITY',
  USER_PREFIX: 'USER',
};
/** Of the table of secrets. */
const SECRETS = ['SIGNING-KEY', 'TICKET-SECRET', 'CHALLENGE-SECRET', 'WEBHOOK-SECRET', 'TOKEN-KEY'];

/** @returns the forms of the partition keys in the source of the stores. */
function built(): string[] {
  const folders = ['', 'items', 'table'].map((folder) => path.join(ROOT, 'functions/store', folder));
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)));
  const sources = files.filter((name) => name.endsWith('.ts')).map((name) => readFileSync(name, 'utf8'));
  const keys = sources.flatMap((source) => [
    ...source.matchAll(/(?:pk:|pendingWorkPartition:|=>)\s*[`']([A-Z$][^`'\s]*)[`']/g),
  ]);
  const named = keys.map(([, key = '']) =>
    key.replace(/^\$\{(\w+)\}/, (_, constant: string) => `${PREFIXES[constant] ?? constant}#`),
  );
  const isKey = (key: string) => /^(EVENT#.*#|[A-Z-]+#\$|TOKEN-KEYS$|SWEEP$)/.test(key);
  return named.map((key) => formOf(key)).filter((_, index) => isKey(named[index] ?? ''));
}

function missingFrom(table: Set<string>): string[] {
  const indexed = [
    ...(['attendee', 'organizer', 'admin'] as const).flatMap(userListings),
    ...PENDING_WORK_PARTITION_NAMES.map(({ name }) => name),
    ...['EVENTS', 'EVENTS#CANCELLED', 'OVER'],
  ];
  const itemRows = sectionOf('Items')
    .split('\n')
    .filter((line) => line.startsWith('| '));
  const documented = itemRows.flatMap((row) => /^`([A-Z][^`]*)`/.exec(row.split(' | ')[1] ?? '')?.[1] ?? []);
  const all = [...built(), ...[...indexed, ...documented].map(formOf)];
  return [...new Set(all)].filter((form) => !table.has(form) && !SECRETS.includes(form.split('#')[0] ?? ''));
}

test('every partition key that the code builds or the document names is in the table', () => {
  expect(built().length).toBeGreaterThan(15);
  expect(missingFrom(tabled())).toEqual([]);
});

test.each(['EVENT#*#SHARD#*', 'SECURITY#*', 'USERS#attendee#*', 'DUE#*'])(
  'a table without %s is incomplete',
  (form) => {
    expect(missingFrom(tabled([formOf(form)]))).toContain(formOf(form));
  },
);
