/** The arrows between the folders, and the few rules of style that a machine can hold. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { PROBLEMS } from '../functions/http/problems.ts';
import { ROUTES } from '../functions/http/routes.ts';

const ROOT = path.join(import.meta.dirname, '..');
const LINES_MAX = 400;

/** Every file of ours in a folder, as paths from the root; folders that do not exist have none. */
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

/** Statements begin a line; calls stand anywhere, also those that load a module by its computed name. */
const IMPORTS = [
  /^\s*(?:import|export)\s[^;'"`]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\b(?:import|require|require\.resolve)\s*\(\s*['"`]([^'"`]+)['"`]/g,
];

/** What a source imports, types included: a path from the root, or a package's name. */
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
const HTTP = /^functions\/http\//;
const COMPOSE = /^functions\/compose(-frame)?\.ts$/;
const BUILTIN = /^node:/;
const AWS_SDK = /^@(aws-sdk|smithy)\//;
const LAMBDA_TYPES = /^aws-lambda$/;
const PLAIN_CONSTANTS =
  /^functions\/(http\/(routes|cors)|store\/(table|queue-definition)|domain\/limits)\.ts$/;
/** The libraries that run in Lambda, but for the SDK. */
const LIBRARIES = Object.keys(JSON.parse(read('package.json')).dependencies)
  .filter((name) => !AWS_SDK.test(name))
  .map((name) => new RegExp(`^${name}(/|$)`));
const CDK = /^(aws-cdk-lib|constructs)(\/|$)/;

/** Where a file stands, and all that it may import. The first row that fits counts. */
const ARROWS: [RegExp, RegExp[]][] = [
  [DOMAIN, [DOMAIN, BUILTIN]],
  [STORE, [STORE, DOMAIN, BUILTIN, AWS_SDK]],
  [HTTP, [HTTP, DOMAIN, BUILTIN, ...LIBRARIES, LAMBDA_TYPES]],
  [/^functions\/(api|workers)\//, [HTTP, DOMAIN, STORE, COMPOSE, BUILTIN, LAMBDA_TYPES]],
  [COMPOSE, [COMPOSE, HTTP, DOMAIN, STORE, BUILTIN]],
  [/^lib\//, [/^lib\//, PLAIN_CONSTANTS, BUILTIN, CDK]],
];

function violationsOf(file: string, source: string): string[] {
  const [, allowed = []] = ARROWS.find(([place]) => place.test(file)) ?? [];
  return importsOf(file, source)
    .filter((target) => !allowed.some((pattern) => pattern.test(target)))
    .map((target) => `${file} imports ${target}`);
}

/** All that the patterns find in the files, as `file: found`. */
function findings(
  files: string[],
  pattern: RegExp,
  isExempt: (file: string) => boolean = () => false,
): string[] {
  return files
    .filter((file) => !isExempt(file))
    .flatMap((file) => [...read(file).matchAll(pattern)].map(([found]) => `${file}: ${found}`));
}

describe('The arrows', () => {
  test('every folder of functions and lib imports only what it may', () => {
    const governed = PRODUCT.filter((file) => !file.startsWith('bin/'));
    expect(governed.length).toBeGreaterThan(50);
    expect(governed.flatMap((file) => violationsOf(file, read(file)))).toEqual([]);
  });

  test.each([
    ["import { x } from '../store/line.ts';", 'functions/store/line.ts'],
    ["import type { X } from '../store/line.ts';", 'functions/store/line.ts'],
    ["import {\n  x,\n  y,\n} from '../compose.ts';", 'functions/compose.ts'],
    ["import '@aws-sdk/client-dynamodb';", '@aws-sdk/client-dynamodb'],
    ['export * from "../http/routes.ts";', 'functions/http/routes.ts'],
    ["const late = await import('../api/log-in.ts');", 'functions/api/log-in.ts'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a computed name is what is planted here.
    ['const any = await import(`../workers/${name}.ts`);', 'functions/workers/${name}.ts'],
    ["type X = import('zod').ZodType;", 'zod'],
    ["const old = createRequire(here)('zod') ?? require('zod');", 'zod'],
  ])('a negative control: %j is found in the domain', (planted, target) => {
    const source = `/** A comment. */\n${planted}\nexport const x = 1;\n`;
    expect(violationsOf('functions/domain/planted.ts', source)).toEqual([
      `functions/domain/planted.ts imports ${target}`,
    ]);
  });

  test('a negative control: what only looks like an import is none', () => {
    const source = "// import x from '../store/line.ts'\n/** Imported from 'zod'. */\nconst from = 'zod';\n";
    expect(importsOf('functions/domain/planted.ts', source)).toEqual([]);
  });

  test('only the store and what one can start import the AWS SDK', () => {
    const users = PRODUCT.filter((file) => importsOf(file, read(file)).some((name) => AWS_SDK.test(name)));
    expect(users.filter((file) => !STORE.test(file) && !file.startsWith('bin/'))).toEqual([]);
    expect(users).toContain('functions/store/client.ts');
  });

  test('tests open the table through the kit, which rejects what DynamoDB would', () => {
    const openers = findings(filesIn('test').filter(isTypeScript), /\bopenTable\(/g).map(
      (found) => found.split(':')[0],
    );
    const exempt = /^test\/(kit\/|store\/(commit|deadline)|local\/dynamo-engine)/;
    expect(openers.filter((file) => !exempt.test(file ?? ''))).toEqual([]);
  });

  test('what lib reads of functions is plain: it imports nothing but types', () => {
    const constants = PRODUCT.filter((file) => PLAIN_CONSTANTS.test(file));
    expect(constants).toHaveLength(5);
    expect(findings(constants, /^\s*import\s(?!type\b).*$/gm)).toEqual([]);
  });

  test('only compose reads the environment', () => {
    const functions = filesIn('functions').filter((file) => !COMPOSE.test(file));
    expect(findings(functions, /\bprocess\s*[.[]|['"]node:process['"]/g)).toEqual([]);
    expect(findings(['functions/compose.ts'], /\bprocess\.env\b/g)).not.toEqual([]);
  });

  test('the domain has its time and chance from its environment alone', () => {
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

  test('every refusal code has a problem row, and no row is left over', () => {
    const union = /export type RefusalCode =([^;]*);/.exec(read('functions/domain/refusal.ts'))?.[1] ?? '';
    const codes = [...union.matchAll(/'([a-z-]+)'/g)].map(([, code]) => code ?? '');
    expect(codes.length).toBeGreaterThan(15);
    expect(Object.keys(PROBLEMS).sort()).toEqual([...codes, 'internal-error'].sort());
  });
});

describe('The style', () => {
  test(`no file of the product is longer than ${LINES_MAX} lines`, () => {
    const lengths = PRODUCT.map((file) => [file, read(file).split('\n').length - 1] as const);
    expect(lengths.filter(([, lines]) => lines > LINES_MAX)).toEqual([]);
  });

  test('no file has a name that says nothing', () => {
    const empty = /^(utils?|helpers?|common|manager|data|info|impl)$/;
    const words = (file: string) => path.basename(file).split(/[-_.]/);
    expect(EVERYTHING.filter((file) => words(file).some((word) => empty.test(word)))).toEqual([]);
  });

  test('every source has a name in kebab-case', () => {
    const sources = EVERYTHING.filter(isTypeScript).map((file) => path.basename(file));
    expect(sources.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.ts$/.test(name))).toEqual([]);
  });

  test('nothing is left to do', () => {
    const texts = EVERYTHING.filter((file) => /\.(ts|tsx|md|html|css|js)$/.test(file));
    expect(findings(texts, /\b(TO|FIX)(DO|ME)\b/g)).toEqual([]);
  });
});
