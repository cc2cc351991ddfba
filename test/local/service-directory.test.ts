/** The data directory of the service: permissions, and directories that cannot be used. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startDynamoEngine } from '../../bin/local/dynamo-engine.ts';
import { createTable } from '../../bin/local/resources.ts';
import { prepareDataDirectory, writePrivateFile } from '../../bin/local/service-directory.ts';

let root: string;
let directory: string;
let umask: number;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'boxoffice-directory-'));
  directory = path.join(root, 'deep', 'data');
  umask = process.umask(0);
});
afterEach(() => {
  process.umask(umask);
  rmSync(root, { recursive: true, force: true });
});

const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);
const modesIn = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, modeOf(path.join(folder, name))]));

describe('The data directory', () => {
  test.each([0, 0o277])(
    'and its files are accessible only to their owner with the umask %i',
    async (mask) => {
      mkdirSync(path.dirname(directory));
      process.umask(mask);
      const engine = await startDynamoEngine(directory);
      Object.assign(process.env, engine.variables);
      await createTable('private');
      writePrivateFile(directory, 'admin.json', '{}');
      const modes = modesIn(directory);
      await engine.stop();
      expect(modeOf(directory)).toBe('700');
      expect(modes).toMatchObject({
        'table.sqlite': '600',
        'table.sqlite-wal': '600',
        'table.sqlite-shm': '600',
      });
      expect(modes).toMatchObject({ 'service.lock': '600', 'engine.json': '600', 'admin.json': '600' });
      expect(new Set(Object.values(modes))).toEqual(new Set(['600']));
    },
  );

  test('of an earlier version becomes inaccessible to others', () => {
    mkdirSync(directory, { recursive: true, mode: 0o755 });
    for (const name of ['table.sqlite', 'table.sqlite-wal', 'admin.json', 'service.pid'])
      writeFileSync(path.join(directory, name), '', { mode: 0o644 });
    prepareDataDirectory(directory);
    expect(modeOf(directory)).toBe('700');
    expect(new Set(Object.values(modesIn(directory)))).toEqual(new Set(['600']));
  });

  test('keeps its mode if it has other files, and so do these', () => {
    mkdirSync(directory, { recursive: true, mode: 0o755 });
    writeFileSync(path.join(directory, 'letter.txt'), '', { mode: 0o644 });
    writeFileSync(path.join(directory, 'table.sqlite'), '', { mode: 0o644 });
    prepareDataDirectory(directory);
    expect(modeOf(directory)).toBe('755');
    expect(modesIn(directory)).toEqual({ 'letter.txt': '644', 'table.sqlite': '600' });
  });

  test('keeps its mode if all users share it', () => {
    mkdirSync(directory, { recursive: true });
    chmodSync(directory, 0o1777);
    prepareDataDirectory(directory);
    expect(modeOf(directory)).toBe('777');
  });

  test('of another user is used if it is writable for others', () => {
    mkdirSync(directory, { recursive: true });
    for (const folder of [root, path.dirname(directory)]) chmodSync(folder, 0o755);
    chmodSync(directory, 0o777);
    asNobody(() => {
      prepareDataDirectory(directory);
      writePrivateFile(directory, 'admin.json', '{}');
    });
    expect(modesIn(directory)).toEqual({ 'admin.json': '600' });
  });

  test('gets a file atomically, also after a crash left a part of one', () => {
    prepareDataDirectory(directory);
    writeFileSync(path.join(directory, 'admin.json.new'), '{"ema', { mode: 0o644 });
    writePrivateFile(directory, 'admin.json', '{"email":"a"}');
    expect(readFileSync(path.join(directory, 'admin.json'), 'utf8')).toBe('{"email":"a"}');
    expect(modesIn(directory)).toEqual({ 'admin.json': '600' });
  });
});

/** Runs the work as an unprivileged user, because permissions do not restrict root. */
function asNobody(work: () => void): void {
  const user = process.geteuid?.();
  if (user === 0) process.seteuid?.(65_534);
  try {
    work();
  } finally {
    if (user === 0) process.seteuid?.(0);
  }
}

describe('An unusable data directory is rejected with a message that says what to do', () => {
  const refusal = (reason: string) =>
    new RegExp(`^DATA_DIR=\\S+ cannot be used \\(${reason}\\)\\. Name a directory that you can write to\\.$`);

  test('if it is a file or inside of one', () => {
    const file = path.join(root, 'file');
    writeFileSync(file, 'kept');
    expect(() => prepareDataDirectory(file)).toThrow(refusal('not a directory'));
    expect(() => prepareDataDirectory(path.join(file, 'data'))).toThrow(refusal('not a directory'));
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });

  test('if it is a broken link', () => {
    const link = path.join(root, 'link');
    symlinkSync(path.join(root, 'nowhere', 'data'), link);
    expect(() => prepareDataDirectory(link)).toThrow(refusal('no such file or directory'));
  });

  test('if its file system cannot create directories', () => {
    if (existsSync('/proc'))
      expect(() => prepareDataDirectory('/proc/boxoffice/data')).toThrow(refusal('.*'));
  });

  test('if it or its parent is not writable', () => {
    mkdirSync(directory, { recursive: true });
    for (const folder of [directory, root]) chmodSync(folder, 0o555);
    asNobody(() => {
      expect(() => prepareDataDirectory(directory)).toThrow(refusal('permission denied'));
      expect(() => prepareDataDirectory(path.join(root, 'other', 'data'))).toThrow(
        refusal('permission denied'),
      );
    });
    chmodSync(root, 0o700);
  });

  test('if its files belong to another user', () => {
    mkdirSync(directory, { recursive: true });
    for (const folder of [root, path.dirname(directory)]) chmodSync(folder, 0o755);
    chmodSync(directory, 0o777);
    writeFileSync(path.join(directory, 'table.sqlite'), '', { mode: 0o666 });
    if (process.geteuid?.() !== 0) return;
    asNobody(() => expect(() => prepareDataDirectory(directory)).toThrow(refusal('operation not permitted')));
  });
});
