/** Checks which folder may import which other, and the rules of style that a program can check. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { PROBLEMS } from '../functions/http/problems.ts';
import { ROUTES } from '../functions/http/routes.ts';
import LongestFirst, { LONGEST } from './longest-first.ts';

const ROOT = path.join(import.meta.dirname, '..');
const LINES_MAX = 400;

/** Words with one meaning, for which docs/glossary.md has another word. */
const REPLACED_WORDS =
  /\b(patience|insists?|stripes?|queueing|drained|attention|regime|mend(s|ed)?|facts?)\b/gi;

/**
 * @returns the files in a folder and its subfolders, as paths from the root; none if the folder does not
 * exist.
 */
function filesIn(folder: string): string[] {
  if (!existsSync(path.join(ROOT, folder))) return [];
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) return [];
    const file = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesIn(file) : [file];
  });
}

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const isTypeScript = (file: string): boolean => file.endsWith('.ts');
const PRODUCT = ['bin', 'lib', 'functions'].flatMap(filesIn).filter(isTypeScript);
const EVERYTHING = ['bin', 'lib', 'functions', 'web', 'bench', 'docs', 'test'].flatMap(filesIn);

/** Import statements start a line; calls may be anywhere, and may compute the module's name. */
const IMPORTS = [
  /^\s*(?:import|export)\s[^;'"`]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\b(?:import|require|require\.resolve)\s*\(\s*['"`]([^'"`]+)['"`]/g,
];

/** @returns what a source imports, including types: paths from the root, or names of packages. */
function importsOf(file: string, source: string): string[] {
  const specifiers = IMPORTS.flatMap((pattern) =>
    [...source.matchAll(pattern)].map(([, found]) => found ?? ''),
  );
  return specifiers.map((name) =>
    name.startsWith('.') ? path.posix.normalize(path.posix.join(path.posix.dirname(file), name)) : name,
  );
}

const DOMAIN = /^functions\/domain\//;
const STORE = /^functions\/store\//;
const STORE_TABLE = /^functions\/store\/table\//;
const STORE_ITEMS = /^functions\/store\/items\//;
const HTTP = /^functions\/http\//;
const TICKETS = /^functions\/tickets\//;
const CREDENTIALS = /^functions\/credentials\//;
const MAIL = /^functions\/mail\//;
const WEBHOOKS = /^functions\/webhooks\//;
const CHALLENGES = /^functions\/challenges\//;
const HTML = /^functions\/html\.ts$/;
const COMPOSE =
  /^functions\/compose(-announcements|-challenges|-changes|-erasure|-frame|-notices|-positions|-webhooks|-webhook-mail)?\.ts$/;
const BUILTIN = /^node:/;
const AWS_SDK = /^@(aws-sdk|smithy)\//;
const SES_CLIENT = /^@aws-sdk\/client-sesv2$/;
const LAMBDA_TYPES = /^aws-lambda$/;
const PLAIN_CONSTANTS =
  /^functions\/(http\/(routes(\/[a-z]+)?|cors)|store\/(table\/(stream-)?definition|queue-definition)|domain\/(model\/limits|ports\/secret-store))\.ts$/;
const PAGE_CONSTANTS = /^web\/(serving|src\/page-paths)\.ts$/;
/** The libraries that run in Lambda, except for the AWS SDK. */
const LIBRARIES = Object.keys(JSON.parse(read('package.json')).dependencies)
  .filter((name) => !AWS_SDK.test(name))
  .map((name) => new RegExp(`^${name}(/|$)`));
const CDK = /^(aws-cdk-lib|constructs)(\/|$)/;

/**
 * The folders of the domain, from the lowest layer up: each may import itself and those before it, except for
 * `BESIDE`.
 */
const ROOMS = [
  'model',
  'ports',
  'process',
  'events',
  'waitlist',
  'sale',
  'bookings',
  'door',
  'staff',
  'accounts',
  'notices',
  'webhooks',
  'verify',
  'audit',
] as const;
type Room = (typeof ROOMS)[number];

/** Folders, each with those listed before it that it must not import all the same. */
const BESIDE: [Room, Room[]][] = [
  ['bookings', ['events', 'waitlist', 'sale']],
  ['door', ['events', 'waitlist', 'sale']],
  ['staff', ['events', 'waitlist', 'sale', 'bookings', 'door']],
  ['accounts', ['events', 'waitlist', 'sale', 'bookings', 'door', 'staff']],
  ['notices', ['events', 'waitlist', 'sale', 'bookings', 'door', 'staff', 'accounts']],
  ['webhooks', ['events', 'waitlist', 'sale', 'bookings', 'door', 'staff', 'accounts', 'notices']],
  [
    'verify',
    ['process', 'events', 'waitlist', 'sale', 'bookings', 'door', 'staff', 'accounts', 'notices', 'webhooks'],
  ],
  [
    'audit',
    ['process', 'events', 'waitlist', 'sale', 'bookings', 'door', 'staff', 'accounts', 'notices', 'webhooks'],
  ],
];

const roomOf = (room: Room): RegExp => new RegExp(`^functions/domain/${room}/`);

function isBeside(room: Room, other: Room): boolean {
  return BESIDE.some(([one, others]) => one === room && others.includes(other));
}

/** The files of a layer, and what they may import. The first row that matches a file counts. */
const ARROWS: [RegExp, RegExp[]][] = [
  ...ROOMS.map((room, index): [RegExp, RegExp[]] => [
    roomOf(room),
    [
      ...ROOMS.slice(0, index + 1)
        .filter((other) => !isBeside(room, other))
        .map(roomOf),
      BUILTIN,
    ],
  ]),
  [CREDENTIALS, [CREDENTIALS, DOMAIN, BUILTIN, ...LIBRARIES]],
  [TICKETS, [TICKETS, DOMAIN, BUILTIN, ...LIBRARIES]],
  [STORE_TABLE, [STORE_TABLE, DOMAIN, BUILTIN, AWS_SDK, ...LIBRARIES]],
  [STORE_ITEMS, [STORE_ITEMS, STORE_TABLE, DOMAIN, BUILTIN, ...LIBRARIES]],
  [STORE, [STORE, DOMAIN, BUILTIN, AWS_SDK, ...LIBRARIES]],
  [HTML, []],
  [MAIL, [MAIL, TICKETS, HTML, DOMAIN, BUILTIN, SES_CLIENT, ...LIBRARIES]],
  [WEBHOOKS, [WEBHOOKS, DOMAIN, BUILTIN, ...LIBRARIES]],
  [CHALLENGES, [CHALLENGES, DOMAIN, BUILTIN, ...LIBRARIES]],
  [HTTP, [HTTP, HTML, CREDENTIALS, DOMAIN, BUILTIN, ...LIBRARIES, LAMBDA_TYPES]],
  [
    /^functions\/(api|workers)\//,
    [HTTP, CREDENTIALS, TICKETS, DOMAIN, STORE, MAIL, COMPOSE, BUILTIN, LAMBDA_TYPES],
  ],
  [COMPOSE, [COMPOSE, HTTP, MAIL, WEBHOOKS, CHALLENGES, CREDENTIALS, TICKETS, DOMAIN, STORE, BUILTIN]],
  [/^lib\//, [/^lib\//, PLAIN_CONSTANTS, PAGE_CONSTANTS, BUILTIN, CDK]],
];

function violationsOf(file: string, source: string): string[] {
  const [, allowed = []] = ARROWS.find(([place]) => place.test(file)) ?? [];
  return importsOf(file, source)
    .filter((target) => !allowed.some((pattern) => pattern.test(target)))
    .map((target) => `${file} imports ${target}`);
}

/** @returns all matches of the pattern in the files, as `file: match`. */
function findings(
  files: string[],
  pattern: RegExp,
  isExempt: (file: string) => boolean = () => false,
): string[] {
  return files
    .filter((file) => !isExempt(file))
    .flatMap((file) => [...read(file).matchAll(pattern)].map(([found]) => `${file}: ${found}`));
}

describe('The imports', () => {
  test('the page imports nothing of the service, and the service of the page only its constants', () => {
    const isInside = (target: string) =>
      target.startsWith('web/') || !/^(bin|lib|functions|bench|test)\//.test(target);
    const sources = filesIn('web/src').filter((file) => /\.tsx?$/.test(file));
    expect(sources.length).toBeGreaterThan(20);
    const outward = sources.flatMap((file) =>
      importsOf(file, read(file))
        .filter((target) => !isInside(target))
        .map((target) => `${file} imports ${target}`),
    );
    expect(outward).toEqual([]);
    const inward = PRODUCT.flatMap((file) =>
      importsOf(file, read(file)).filter((target) => target.startsWith('web/')),
    );
    expect([...new Set(inward)].sort()).toEqual(['web/serving.ts', 'web/src/page-paths.ts']);
  });

  test('every folder of functions and lib imports only what it may', () => {
    const governed = PRODUCT.filter((file) => !file.startsWith('bin/'));
    expect(governed.length).toBeGreaterThan(50);
    expect(governed.flatMap((file) => violationsOf(file, read(file)))).toEqual([]);
  });

  test.each([
    ["import { x } from '../../store/waitlist.ts';", 'functions/store/waitlist.ts'],
    ["import type { X } from '../../store/waitlist.ts';", 'functions/store/waitlist.ts'],
    ["import {\n  x,\n  y,\n} from '../../compose.ts';", 'functions/compose.ts'],
    ["import { bookTickets } from '../sale/book-tickets.ts';", 'functions/domain/sale/book-tickets.ts'],
    ["import '@aws-sdk/client-dynamodb';", '@aws-sdk/client-dynamodb'],
    ['export * from "../../http/routes.ts";', 'functions/http/routes.ts'],
    ["const late = await import('../../api/log-in.ts');", 'functions/api/log-in.ts'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a computed name is what is planted here.
    ['const any = await import(`../../workers/${name}.ts`);', 'functions/workers/${name}.ts'],
    ["type X = import('zod').ZodType;", 'zod'],
    ["const old = createRequire(here)('zod') ?? require('zod');", 'zod'],
  ])('a negative control: the import %j is found in the domain', (planted, target) => {
    const source = `/** A comment. */\n${planted}\nexport const x = 1;\n`;
    expect(violationsOf('functions/domain/model/planted.ts', source)).toEqual([
      `functions/domain/model/planted.ts imports ${target}`,
    ]);
  });

  test('a negative control: text that only looks like an import is ignored', () => {
    const source =
      "// import x from '../../store/waitlist.ts'\n/** Imported from 'zod'. */\nconst from = 'zod';\n";
    expect(importsOf('functions/domain/model/planted.ts', source)).toEqual([]);
  });

  test('only the store, the mail and bin import the AWS SDK', () => {
    const users = PRODUCT.filter((file) => importsOf(file, read(file)).some((name) => AWS_SDK.test(name)));
    const others = users.filter((file) => !STORE.test(file) && !file.startsWith('bin/'));
    expect(others).toEqual(['functions/mail/ses.ts']);
    expect(users).toContain('functions/store/table/client.ts');
  });

  test('tests open the table through the kit, which rejects what DynamoDB rejects', () => {
    const openers = findings(filesIn('test').filter(isTypeScript), /\bopenTable\(/g).map(
      (found) => found.split(':')[0],
    );
    const exempt = /^test\/(kit\/|store\/(commit|deadline)|local\/dynamo-engine)/;
    expect(openers.filter((file) => !exempt.test(file ?? ''))).toEqual([]);
  });

  test('the files of functions that lib imports import only types and each other', () => {
    const constants = PRODUCT.filter((file) => PLAIN_CONSTANTS.test(file));
    expect(constants).toHaveLength(17);
    const imports = findings(constants, /^\s*import\s(?!type\b).*$/gm);
    expect(
      imports.filter(
        (found) => !/^functions\/http\/routes(\.ts|\/\w+\.ts): .* from '\.\/(routes\/|rights)/.test(found),
      ),
    ).toEqual([]);
  });

  test('only compose reads environment variables', () => {
    const functions = filesIn('functions').filter((file) => !COMPOSE.test(file));
    expect(findings(functions, /\bprocess\s*(?:\.[a-zA-Z]|\[)|['"]node:process['"]/g)).toEqual([]);
    expect(findings(['functions/compose.ts'], /\bprocess\.env\b/g)).not.toEqual([]);
  });

  test('the domain gets the clock, timers and random numbers from its runtime', () => {
    const domain = PRODUCT.filter((file) => DOMAIN.test(file));
    const own =
      /Date\.now|new Date\(\)|Math\.random|\brandom(?:Bytes|UUID)\b|\bset(?:Timeout|Interval)\b|\bconsole\./g;
    expect(findings(domain, own)).toEqual([]);
  });
});

describe('The tables', () => {
  test('every route has a file in functions/api, and every file there has a route', () => {
    const files = filesIn('functions/api').map((file) => path.basename(file, '.ts'));
    expect(files.sort()).toEqual(Object.keys(ROUTES).sort());
  });

  test('every refusal code has a row in the table of problems, and every row has a code', () => {
    const union =
      /export type RefusalCode =([^;]*);/.exec(read('functions/domain/model/refusal.ts'))?.[1] ?? '';
    const codes = [...union.matchAll(/'([a-z-]+)'/g)].map(([, code]) => code ?? '');
    expect(codes.length).toBeGreaterThan(15);
    expect(Object.keys(PROBLEMS).sort()).toEqual([...codes, 'internal-error'].sort());
  });
});

describe('The tests', () => {
  test('every suite that is started first exists', () => {
    const suites = LONGEST.map((name) => `test/${name}.test.ts`);
    expect(suites.filter((suite) => !EVERYTHING.includes(suite))).toEqual([]);
  });

  test('the shards together have every suite once', () => {
    const suites = EVERYTHING.filter((file) => file.endsWith('.long.test.ts')).map((path) => ({ path }));
    const shards = [1, 2, 3, 4, 5, 6].map((shardIndex) =>
      new LongestFirst().shard(suites, { shardIndex, shardCount: 6 }),
    );
    expect(suites.length).toBeGreaterThan(20);
    expect(
      shards
        .flat()
        .map(({ path }) => path)
        .sort(),
    ).toEqual(suites.map(({ path }) => path).sort());
  });
});

describe('The style', () => {
  test(`no source file is longer than ${LINES_MAX} lines`, () => {
    const lengths = EVERYTHING.filter(isTypeScript).map(
      (file) => [file, read(file).split('\n').length - 1] as const,
    );
    expect(lengths.filter(([, lines]) => lines > LINES_MAX)).toEqual([]);
  });

  test('no file has a meaningless name such as utils or helpers', () => {
    const empty = /^(utils?|helpers?|common|manager|data|info|impl)$/;
    const words = (file: string) => path.basename(file).split(/[-_.]/);
    const sources = EVERYTHING.filter(isTypeScript);
    expect(sources.filter((file) => words(file).some((word) => empty.test(word)))).toEqual([]);
  });

  test('every source file has a name in kebab-case', () => {
    const sources = EVERYTHING.filter(isTypeScript).map((file) => path.basename(file));
    expect(
      sources.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*((\.long)?\.test|\.d)?\.ts$/.test(name)),
    ).toEqual([]);
  });

  test('no text uses a word that the glossary replaces', () => {
    const texts = EVERYTHING.filter((file) => /\.(ts|md)$/.test(file)).filter(
      (file) => !/^(docs\/glossary\.md|bench\/results\/|test\/architecture\.test\.ts)/.test(file),
    );
    expect(findings([...texts, 'README.md', 'CONTRIBUTING.md'], REPLACED_WORDS)).toEqual([]);
  });

  test('a negative control: a replaced word is found, and a word that contains one is not', () => {
    expect('The queueing mark is drained.'.match(REPLACED_WORDS)).toEqual(['queueing', 'drained']);
    expect('An amendment, striped.'.match(REPLACED_WORDS)).toBeNull();
  });

  test('the contents of the decisions list each of them once, in their order', () => {
    const decisions = read('docs/decisions.md');
    const titles = [...decisions.matchAll(/^### (\d+\. .+)$/gm)].map(([, title]) => title);
    const listed = [...decisions.matchAll(/^- \[(\d+\. .+)\]\(#/gm)].map(([, title]) => title);
    expect(listed).toEqual(titles);
    expect(new Set(titles.map((title) => title?.split('.')[0])).size).toBe(titles.length);
  });

  test('no file has a note of unfinished work', () => {
    const texts = EVERYTHING.filter((file) => /\.(ts|tsx|md|html|css|js)$/.test(file));
    expect(findings(texts, /\b(TO|FIX)(DO|ME)\b/g)).toEqual([]);
  });
});
