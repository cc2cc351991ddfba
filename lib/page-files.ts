/**
 * The private bucket with the files of the page, and what copies them into it at a deployment. Files of earlier deployments
 * stay: a page that was opened before still loads its parts.
 */
import { readdirSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import {
  ASSET_HEADERS,
  ASSETS_PATH,
  CONTENT_TYPES,
  DRAWING_FILE,
  INDEX_PATH,
  indexHeaders,
  WIDGET_HEADERS,
  WIDGET_PATH,
} from '../web/serving.ts';
import { functionLog } from './service-function.ts';

/** With the 128 MiB of the default the AWS CLI takes minutes instead of seconds. */
const COPYING_MEMORY_MIB = 512;

type Group = { type: string; cacheControl: string; names: string[] };

/** `folder`: of the built page. */
export function pageFiles(stack: Stack, folder: string): IBucket {
  // `Bucket` has an optional property as undefined that `IBucket` may only lack.
  const bucket = new Bucket(stack, 'files', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    encryption: BucketEncryption.S3_MANAGED,
    // It has nothing but what the next deployment copies again.
    removalPolicy: RemovalPolicy.DESTROY,
    autoDeleteObjects: true,
  }) as IBucket;
  const sources = [Source.asset(folder)];
  const logGroup = functionLog(stack, 'copying-log');
  const copy = ({ type, cacheControl, names }: Group, index: number) =>
    new BucketDeployment(stack, `copied-${index}`, {
      sources,
      destinationBucket: bucket,
      exclude: ['*'],
      include: names,
      prune: false,
      contentType: type,
      cacheControl: [CacheControl.fromString(cacheControl)],
      memoryLimit: COPYING_MEMORY_MIB,
      logGroup,
    });
  const [first, ...others] = groupsOf(folder).map(copy);
  // All share the function of the first, so their own layers with the AWS CLI are unused.
  for (const other of others) other.node.tryRemoveChild('AwsCliLayer');
  // Whoever gets the new index finds what it names.
  others.at(-1)?.node.addDependency(...[first, ...others.slice(0, -1)].filter((one) => one !== undefined));
  return bucket;
}

/** @returns the files by the headers that they have in common, and the index as the last one. */
function groupsOf(folder: string): Group[] {
  const groups = new Map<string, Group>();
  const isIndex = (name: string) => `/${name}` === INDEX_PATH;
  const files = filesIn(folder).sort((one, other) => Number(isIndex(one)) - Number(isIndex(other)));
  for (const name of files) {
    const { type, cacheControl } = headersOf(name);
    const key = `${type} ${cacheControl}`;
    const group = groups.get(key) ?? { type, cacheControl, names: [] };
    group.names.push(name);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** @throws Error if a file has a kind of which no content type is known. */
function headersOf(name: string): Omit<Group, 'names'> {
  const type = CONTENT_TYPES[extname(name)];
  if (type === undefined) throw new Error(`web/serving.ts has no content type for ${name}.`);
  return { type, cacheControl: cachedAs(`/${name}`)['cache-control'] };
}

function cachedAs(path: string): { 'cache-control': string } {
  if (path === WIDGET_PATH) return WIDGET_HEADERS;
  return path.startsWith(ASSETS_PATH) ? ASSET_HEADERS : indexHeaders({});
}

/** @returns the names of the files that are served. */
function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((name) => name !== DRAWING_FILE)
    .sort();
}
