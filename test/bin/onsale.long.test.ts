/** An on-sale of a hall with pools: every pool is sold to its last place, and every answer was true. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const BIN = path.resolve(import.meta.dirname, '../../bin/boxoffice.ts');

test('a hall of 200 with 80 seats, 10 of them for VIPs, is sold out, each pool exactly', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'boxoffice-hall-'));
  try {
    const size = ['--tickets', '200', '--buyers', '300', '--cancellations', '0', '--peak', 'max'];
    const args = [BIN, 'onsale', '--pools', ...size, '--picture', path.join(folder, 'hall.svg')];
    // It rejects if the command exits with 1, as it does if a guarantee is broken.
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toContain('Sold      200 of 200 tickets');
    expect(stdout).toContain('pool seats: 0 free + 80 held + 0 released = 80 places');
    expect(stdout).toContain('pool vip: 0 free + 10 held + 0 released = 10 places');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
