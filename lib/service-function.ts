/**
 * One Lambda function of the service: its bundle, its log, and its own role with the stated rights. It
 * refers to handlers by path and must not import them.
 */
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, RecursiveLoop, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type ICommandHooks, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { BUNDLING, LOADED_FOR_ISSUER, WITHOUT_VERSIONS } from './bundling.ts';
import { LOG_LEVEL_DEFAULT } from './log-level.ts';
import { reservedFor } from './reserved-concurrency.ts';
import { policyFor, type Rights, type StreamArns } from './rights.ts';
import { stageOf } from './stage.ts';
import type { ServiceTable } from './table.ts';

/** The folder of the project, to which paths of files are relative. */
export const ROOT = join(import.meta.dirname, '..');

export type ServiceFunctionProps = {
  /** The handler's file in `functions`, without its extension: `api/book-tickets`. */
  path: string;
  description: string;
  rights: Rights;
  table: ServiceTable;
  queue: IQueue;
  memoryMib: number;
  timeoutSeconds: number;
  nodeOptions?: string;
  /** Files that the function reads at run time, as paths from the root. They are copied beside the bundle. */
  files?: readonly string[];
  /** Where clients reach the API; for functions that answer HTTP requests or write links. */
  publicOrigin?: string;
  /** For the consumers of the table's stream. */
  streamArns?: StreamArns;
  /** Of the queue of what it could not handle. */
  deadLettersArn?: string;
  /** The log that it shares with other functions; by default it has one of its own. */
  logGroup?: LogGroup;
  /** Whether it verifies access tokens of another issuer. */
  verifiesForIssuer?: boolean;
  /** Whether it sends messages to itself, as often as its work needs. */
  callsItself?: boolean;
  /** Further environment variables. */
  environment?: Record<string, string>;
};

/** A log for one function or several, or for the gateway; the name of a stream in it has the name of the function. */
export function functionLog(scope: Construct, id: string): LogGroup {
  return new LogGroup(scope, id, stageOf(scope).logs);
}

export class ServiceFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    const { path, description, rights, table, queue, memoryMib, timeoutSeconds } = props;
    const { nodeOptions, publicOrigin, files = [], streamArns, deadLettersArn, environment } = props;
    const reserved = reservedFor(scope, path);
    const logGroup = props.logGroup ?? functionLog(scope, `${id}-log`);
    const role = new Role(scope, `${id}-role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        rights: policyFor(
          rights,
          { tableArn: table.tableArn, secretsArn: table.secrets.tableArn, queue, streamArns, deadLettersArn },
          logGroup,
        ),
      },
    });
    super(scope, id, {
      description,
      entry: join(ROOT, 'functions', `${path}.ts`),
      projectRoot: ROOT,
      depsLockFilePath: join(ROOT, 'package-lock.json'),
      bundling: {
        ...BUNDLING,
        ...WITHOUT_VERSIONS[path],
        commandHooks: copying(files, props.verifiesForIssuer ? [LOADED_FOR_ISSUER] : []),
      },
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memoryMib,
      timeout: Duration.seconds(timeoutSeconds),
      // Otherwise Lambda ends a chain of calls after sixteen.
      ...(props.callsItself && { recursiveLoop: RecursiveLoop.ALLOW }),
      ...(reserved !== undefined && { reservedConcurrentExecutions: reserved }),
      environment: {
        ...(nodeOptions && { NODE_OPTIONS: nodeOptions }),
        ...(publicOrigin && { PUBLIC_ORIGIN: publicOrigin }),
        ...(rights.table.length > 0 && { TABLE_NAME: table.tableName }),
        ...(rights.secrets && { SECRETS_TABLE_NAME: table.secrets.tableName }),
        ...(rights.sendsToQueue && { QUEUE_URL: queue.queueUrl }),
        ...environment,
        LOG_LEVEL: String(scope.node.tryGetContext('logLevel') ?? LOG_LEVEL_DEFAULT),
      },
      logGroup,
      role,
    });
  }
}

/** Copies files beside the bundle, and packages to where the bundle finds them. */
function copying(files: readonly string[], packages: string[]): ICommandHooks {
  return {
    beforeBundling: () => [],
    beforeInstall: () => [],
    afterBundling: (inputDir, outputDir) => [
      ...files.map((file) => `cp "${inputDir}/${file}" "${outputDir}/"`),
      ...packages.flatMap((name) => [
        `mkdir -p "${outputDir}/node_modules"`,
        `cp -r "${inputDir}/node_modules/${name}" "${outputDir}/node_modules/"`,
      ]),
    ],
  };
}
