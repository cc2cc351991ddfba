/** The settings CORS_ORIGINS and PUBLIC_ORIGIN and the context values of the CDK app, checked at the start. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { endServiceProcesses, startServiceProcess } from '../../bin/local/service-process.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

afterAll(endServiceProcesses);

type Ended = { code: unknown; complaints: string };

function run(command: string, variables: Record<string, string>): Promise<Ended> {
  const { NODE_OPTIONS: _n, ...inherited } = process.env;
  return new Promise((resolve) => {
    const env = { ...inherited, PORT: '0', DATA_DIR: '', ...variables };
    execFile(process.execPath, command.split(' '), { cwd: ROOT, env }, (error, _stdout, complaints) =>
      resolve({ code: error?.code, complaints }),
    );
  });
}

describe('An invalid setting stops the start with a sentence', () => {
  test.each<[string, string, Record<string, string>, string]>([
    [
      'CORS_ORIGINS',
      'bin/boxoffice.ts start',
      { CORS_ORIGINS: 'https://a.example/' },
      'Write https://a.example instead.',
    ],
    [
      'PUBLIC_ORIGIN',
      'bin/boxoffice.ts start',
      { PUBLIC_ORIGIN: 'tickets.example' },
      'which is not an origin.',
    ],
    [
      'corsOrigins',
      'bin/cdk.ts',
      { CDK_CONTEXT_JSON: '{"corsOrigins":"*.example"}' },
      'To allow any origin, write "*" and nothing else.',
    ],
    [
      'rateLimits',
      'bin/cdk.ts',
      { CDK_CONTEXT_JSON: '{"rateLimits":"register=20"}' },
      'Set it to on, to off, or to names with requests and a time, as in log-in=5/15m,register=20/1h.',
    ],
  ])('%s of %s', async (name, command, variables, sentence) => {
    const { code, complaints } = await run(command, variables);
    expect(code).toBeGreaterThan(0);
    expect(complaints).toContain(`${name} has "`);
    expect(complaints.trim()).toMatch(/^.*$/);
    expect(complaints).toContain(sentence);
  });
});

test('an option of the CDK app that would be ignored stops it with a sentence', async () => {
  const { code, complaints } = await run('bin/cdk.ts', {
    CDK_CONTEXT_JSON: '{"registraton":"by-mail","keepdata":"false","mailName":"Town hall"}',
  });
  expect(code).toBeGreaterThan(0);
  expect(complaints.trim().split('\n')).toEqual([
    'registraton is not an option of this app. Did you mean registration? Write -c registration=…',
    'keepdata is not an option of this app. Did you mean keepData? Write -c keepData=…',
    '-c mailName has no effect without -c mailFrom=… State both, or leave out -c mailName.',
  ]);
});

test('keepData with a value that is not understood stops the CDK app, since it might delete tables', async () => {
  const { code, complaints } = await run('bin/cdk.ts', { CDK_CONTEXT_JSON: '{"keepData":"yes"}' });
  expect(code).toBeGreaterThan(0);
  expect(complaints.trim()).toBe('-c keepData=yes is none of true, false.');
});

test('the service allows pages of the listed origins, and uses its given address', async () => {
  const service = startServiceProcess({
    DATA_DIR: '',
    CORS_ORIGINS: 'https://a.example,https://b.example',
    PUBLIC_ORIGIN: 'https://tickets.example',
  });
  const url = await service.ready;
  const ask = (origin: string) => fetch(`${url}/v1/me`, { headers: { origin } });
  const [listed, other] = [await ask('https://b.example'), await ask('https://c.example')];
  expect(listed.headers.get('access-control-allow-origin')).toBe('https://b.example');
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
  expect(listed.headers.get('strict-transport-security')).toBe('max-age=31536000');
  expect(await listed.json()).toMatchObject({ type: 'https://tickets.example/docs#unauthenticated' });
  const document = await fetch(`${url}/openapi.json`);
  expect(await document.json()).toMatchObject({ servers: [{ url: 'https://tickets.example' }] });
  await service.stop();
});
