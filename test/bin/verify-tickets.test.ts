/** The offline check of tickets: no service runs, and the tool gets only the codes and a public key. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { boundedLines } from '../../bin/verify-tickets/bounded-lines.ts';
import { TicketIssuer } from '../../functions/credentials/ticket-issuer.ts';
import { ticketKeyView } from '../../functions/http/views/tickets.ts';
import { runVerb } from '../kit/run-verb.ts';

const anId = () => randomBytes(16).toString('base64url');
const [EVENT, OTHER_EVENT, BOOKING] = [anId(), anId(), anId()];

const issuer = new TicketIssuer(async () => Buffer.alloc(32, 7));
const directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-verify-'));
let key: string;
let pem: string;
let codes: string[];
let foreignCode: string;

function file(name: string, content: string): string {
  const made = path.join(directory, name);
  writeFileSync(made, content);
  return made;
}

beforeAll(async () => {
  const answer = ticketKeyView(await issuer.publicKey(EVENT));
  key = file('key.json', JSON.stringify(answer));
  pem = file('key.pem', String(answer.publicKey));
  codes = await issuer.issue(EVENT, BOOKING, [1, 2, 97]);
  [foreignCode = ''] = await issuer.issue(OTHER_EVENT, BOOKING, [1]);
});
afterAll(() => rmSync(directory, { recursive: true }));

type Verdicts = { code: number | null; lines: string[]; complaint: string };

/** Runs the tool to its end; `input` is what it reads from standard input. */
async function verifyTickets(
  args: string[],
  input: Iterable<string> = [],
  nodeOptions = '',
): Promise<Verdicts> {
  const run = await runVerb(['verify-tickets', ...args], { NODE_OPTIONS: nodeOptions }, input);
  return { code: run.exitCode, lines: run.stdout.split('\n').slice(0, -1), complaint: run.stderr };
}

const IS_NO_KEY =
  /^\S+ is not the key of an event\. Give the answer of GET \/v1\/events\/\{eventId\}\/ticket-key, or its publicKey \(PEM\)\.\n$/;

describe('The check of tickets', () => {
  test('finds the tickets of an event valid, with their numbers and bookings', async () => {
    const run = await verifyTickets(['--key', key, file('codes.txt', codes.join('\n'))]);
    expect(run).toEqual({
      code: 0,
      lines: [
        `line 1: valid, ticket 1 of booking ${BOOKING}`,
        `line 2: valid, ticket 2 of booking ${BOOKING}`,
        `line 3: valid, ticket 97 of booking ${BOOKING}`,
        '3 valid, 0 invalid',
      ],
      complaint: '',
    });
  });

  test('reads standard input, PEM keys, empty lines and Windows line endings', async () => {
    const run = await verifyTickets(['--key', pem], [`${codes[0]}\r\n\r\n`, '\n', `${codes[1]}\r\n`]);
    expect([run.code, run.lines]).toEqual([
      0,
      [
        `line 1: valid, ticket 1 of booking ${BOOKING}`,
        `line 4: valid, ticket 2 of booking ${BOOKING}`,
        '2 valid, 0 invalid',
      ],
    ]);
  });

  test('ignores white space and a byte order mark around codes, as the service does, and before a key', async () => {
    const marked = file('marked.json', `\ufeff${readFileSync(key, 'utf8')}`);
    const [first = '', second = '', third = ''] = codes;
    const lines = [`\ufeff${first}`, `\t${second} `, ` \t`, `\u00a0${third}\t`];
    const run = await verifyTickets(['--key', marked, file('marked.txt', lines.join('\r\n'))]);
    expect([run.code, run.lines]).toEqual([
      0,
      [
        `line 1: valid, ticket 1 of booking ${BOOKING}`,
        `line 2: valid, ticket 2 of booking ${BOOKING}`,
        `line 4: valid, ticket 97 of booking ${BOOKING}`,
        '3 valid, 0 invalid',
      ],
    ]);
  });

  test('finds forged, foreign and garbled codes invalid, prints which, and fails', async () => {
    const [code = ''] = codes;
    const forged = [
      code.replace('.1.', '.2.'),
      code.replace(EVENT, OTHER_EVENT),
      foreignCode,
      foreignCode.replace(OTHER_EVENT, EVENT),
      `${code} ${code}`,
      code.slice(0, -1),
      'nothing',
      '\u001b[31mvalid',
    ];
    const run = await verifyTickets(['--key', key], [[...forged, code].join('\n')]);
    expect(run.code).toBe(1);
    expect(run.lines).toEqual([
      ...forged.map((_, index) => `line ${index + 1}: invalid`),
      `line 9: valid, ticket 1 of booking ${BOOKING}`,
      '1 valid, 8 invalid',
    ]);
  });

  test('finds every ticket invalid with the key of another event', async () => {
    const other = file('other.json', JSON.stringify(ticketKeyView(await issuer.publicKey(OTHER_EVENT))));
    const run = await verifyTickets(['--key', other], [codes.join('\n')]);
    expect([run.code, run.lines.at(-1)]).toEqual([1, '0 valid, 3 invalid']);
  });

  test('reads very long lines and very many lines in a small heap', async () => {
    const megabyte = 'x'.repeat(1024 * 1024);
    const endless = [...Array(128).fill(megabyte), '\n'];
    const many = Array(2_000).fill(`${codes[0]}\n`.repeat(5));
    const run = await verifyTickets(['--key', key], [...endless, ...many], '--max-old-space-size=24');
    expect([run.code, run.lines.length, run.lines.at(-1)]).toEqual([1, 10_002, '10000 valid, 1 invalid']);
  });

  test.each<[string, RegExp, () => string[]]>([
    ['no key', /required option '--key <file>'/, () => [file('some.txt', '')]],
    ['a missing key file', /no such file/, () => ['--key', path.join(directory, 'nowhere')]],
    ['a file of JSON without a key', IS_NO_KEY, () => ['--key', file('none.json', '{"name":"boxoffice"}')]],
    ['a file that is not quite JSON', IS_NO_KEY, () => ['--key', file('half.json', '{"publicKey":')]],
    ['a file of text', IS_NO_KEY, () => ['--key', file('some.pem', 'a key')]],
    [
      'a key of another kind',
      IS_NO_KEY,
      () => {
        const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        return ['--key', file('other.pem', String(publicKey.export({ type: 'spki', format: 'pem' })))];
      },
    ],
    ['a missing file of codes', /no such file/, () => ['--key', key, path.join(directory, 'nowhere')]],
    ['two files of codes', /too many arguments/, () => ['--key', key, 'one', 'two']],
  ])('with %s prints what is wrong and no verdict', async (_what, says, args) => {
    const run = await verifyTickets(args());
    expect([run.code, run.lines]).toEqual([2, []]);
    expect(run.complaint).toMatch(says);
    expect(run.complaint).not.toMatch(/\n\s+at /);
  });
});

describe('Lines of limited length', () => {
  async function linesOf(chunks: string[]): Promise<string[]> {
    const lines: string[] = [];
    for await (const line of boundedLines(Readable.from(chunks), 5)) lines.push(line);
    return lines;
  }

  test.each<[string[], string[]]>([
    [[], []],
    [['a\nb'], ['a', 'b']],
    [['a\nb\n'], ['a', 'b']],
    [
      ['a', 'b', '\n', 'c'],
      ['ab', 'c'],
    ],
    [['\n\na'], ['', '', 'a']],
    [
      ['a\r', '\nb\r\n'],
      ['a', 'b'],
    ],
    [['abcdefg\nh'], ['abcde', 'h']],
    [
      ['abc', 'def', 'ghi\nj'],
      ['abcde', 'j'],
    ],
  ])('of %j are %j', async (chunks, lines) => {
    expect(await linesOf(chunks)).toEqual(lines);
  });
});
