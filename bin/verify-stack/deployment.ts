/** Puts the assets into a bucket and has CloudFormation create the stack, as a deployment does. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Capability,
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  paginateListStackResources,
  type StackResourceSummary,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { zipSync } from 'fflate';
import { ACCOUNT_ID, type Emulator, REGION } from './emulator.ts';
import type { Asset, Synthesis } from './synthesis.ts';
import { copiesIn, type Template } from './template.ts';

const STACK_NAME = 'Boxoffice';
const DONE_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 200;
/** The time of the files in archives. */
const EPOCH_OF_ZIP = new Date('2000-01-01T00:00:00Z');

/** As the template names it. */
const ASSETS_BUCKET = `cdk-hnb659fds-assets-${ACCOUNT_ID}-${REGION}`;

/** Of the stack, by name. */
export type Outputs = Record<string, string>;

/** Makes the bucket of the assets and uploads them. */
export async function uploadAssets(emulator: Emulator, assets: Asset[]): Promise<void> {
  const s3 = new S3Client({ ...emulator.client, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: ASSETS_BUCKET }));
  for (const { file, isFolder, key } of assets) {
    const Body = isFolder ? archiveOf(file) : readFileSync(file);
    await s3.send(new PutObjectCommand({ Bucket: ASSETS_BUCKET, Key: key, Body }));
  }
  s3.destroy();
}

/** CloudFormation takes templates of this size from a bucket only. @returns the template's URL. */
export async function uploadTemplate(emulator: Emulator, key: string, template: Template): Promise<string> {
  const s3 = new S3Client({ ...emulator.client, forcePathStyle: true });
  await s3.send(new PutObjectCommand({ Bucket: ASSETS_BUCKET, Key: key, Body: JSON.stringify(template) }));
  s3.destroy();
  return `${emulator.url}/${ASSETS_BUCKET}/${key}`;
}

/** Not compressed, which would take longer than to write it. */
function archiveOf(folder: string): Uint8Array {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) =>
    entry.isFile(),
  );
  const files = entries.map((entry) => path.join(entry.parentPath, entry.name));
  return zipSync(Object.fromEntries(files.map((one) => [path.relative(folder, one), readFileSync(one)])), {
    level: 0,
    mtime: EPOCH_OF_ZIP,
  });
}

/** Lets SES send from an address, as an operator does; the emulator takes it for verified at once. */
export async function verifySender({ client }: Emulator, EmailIdentity: string): Promise<void> {
  const ses = new SESv2Client(client);
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity }));
  ses.destroy();
}

/** Copies the files of the page into its bucket, in place of the deployment's function, which the emulator cannot run. */
export async function copyPage(emulator: Emulator, { page, assets }: Synthesis): Promise<void> {
  const bucket = await pageBucket(emulator);
  const s3 = new S3Client({ ...emulator.client, forcePathStyle: true });
  // The bucket refuses plain HTTP, and this is how the emulator is told of a proxy that speaks HTTPS.
  s3.middlewareStack.add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers['x-forwarded-proto'] = 'https';
      return next(args);
    },
    { step: 'build' },
  );
  for (const { key, names, contentType, cacheControl } of copiesIn(page)) {
    const folder = assets.find((asset) => asset.key === key)?.file ?? '';
    for (const name of names) {
      const Body = readFileSync(path.join(folder, name));
      const headers = { ContentType: contentType, CacheControl: cacheControl };
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body, ...headers }));
    }
  }
  s3.destroy();
}

/** @returns the name that a resource of the stack got, by its type and what its logical id begins with. */
export async function physicalId({ client }: Emulator, type: string, id: string): Promise<string> {
  const cloudFormation = new CloudFormationClient(client);
  try {
    const [found, ...others] = (await resourcesOf(cloudFormation)).filter(
      ({ ResourceType, LogicalResourceId = '' }) => ResourceType === type && LogicalResourceId.startsWith(id),
    );
    if (found?.PhysicalResourceId === undefined || others.length > 0)
      throw new Error(`The stack has not one ${type} whose id begins with ${id}.`);
    return found.PhysicalResourceId;
  } finally {
    cloudFormation.destroy();
  }
}

async function pageBucket({ client }: Emulator): Promise<string> {
  const cloudFormation = new CloudFormationClient(client);
  const idsOf = async (stack: string, type: string) =>
    (await resourcesOf(cloudFormation, stack))
      .filter(({ ResourceType }) => ResourceType === type)
      .map(({ PhysicalResourceId = '' }) => PhysicalResourceId);
  try {
    const nested = await idsOf(STACK_NAME, 'AWS::CloudFormation::Stack');
    const buckets = await Promise.all(nested.map((stack) => idsOf(stack, 'AWS::S3::Bucket')));
    return buckets.flat()[0] ?? '';
  } finally {
    cloudFormation.destroy();
  }
}

/**
 * Creates the stack, or updates it. `progress` is called with the number of resources that are done.
 * @returns the outputs of the stack. @throws Error with what failed if it does not come to be.
 */
export async function deployStack(
  emulator: Emulator,
  template: Template,
  progress: (done: number) => void = () => undefined,
): Promise<Outputs> {
  const cloudFormation = new CloudFormationClient(emulator.client);
  const TemplateURL = await uploadTemplate(emulator, `${STACK_NAME}.json`, template);
  const command = { StackName: STACK_NAME, TemplateURL, Capabilities: CAPABILITIES };
  try {
    const isThere = await cloudFormation.send(new DescribeStacksCommand({ StackName: STACK_NAME })).then(
      () => true,
      () => false,
    );
    await cloudFormation.send(isThere ? new UpdateStackCommand(command) : new CreateStackCommand(command));
    return await awaitStack(cloudFormation, progress);
  } finally {
    cloudFormation.destroy();
  }
}

const CAPABILITIES: Capability[] = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'];

async function awaitStack(
  cloudFormation: CloudFormationClient,
  progress: (done: number) => void,
): Promise<Outputs> {
  const deadline = Date.now() + DONE_WITHIN_MS;
  const StackName = STACK_NAME;
  while (Date.now() < deadline) {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    const resources = await resourcesOf(cloudFormation);
    progress(resources.filter(({ ResourceStatus = '' }) => ResourceStatus.endsWith('_COMPLETE')).length);
    const { StackStatus = '', Outputs = [] } = Stacks[0] ?? {};
    if (/FAILED|ROLLBACK/.test(StackStatus)) {
      const failed = resources.filter(({ ResourceStatus = '' }) => ResourceStatus.includes('FAILED'));
      const lines = failed.map(
        ({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`,
      );
      throw new Error(`The stack is ${StackStatus}.\n${lines.join('\n')}`);
    }
    if (StackStatus.endsWith('_COMPLETE'))
      return Object.fromEntries(
        Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
      );
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`The stack was not ready within ${DONE_WITHIN_MS / 1000} s.`);
}

async function resourcesOf(
  cloudFormation: CloudFormationClient,
  StackName = STACK_NAME,
): Promise<StackResourceSummary[]> {
  const found: StackResourceSummary[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources(
    { client: cloudFormation },
    { StackName },
  ))
    found.push(...StackResourceSummaries);
  return found;
}
