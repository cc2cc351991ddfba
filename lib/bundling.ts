/**
 * How a handler becomes a bundle. The AWS SDK is bundled, so that what runs is what was tested, whatever the runtime
 * brings; a cold start reads one file.
 */
import { type BundlingOptions, LogLevel, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';

/**
 * What the SDK loads only when it comes to it, and never does here, so that leaving it out breaks nothing. Ways to
 * credentials that a Lambda function never takes: its role's are in the environment, which the SDK asks first. Event
 * streams, which DynamoDB and SQS do not have; bundled, they would also keep all that they share with the rest of
 * the SDK from being cut to what is used.
 */
const NEVER_LOADED = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
  '@smithy/core/event-streams',
];

export const BUNDLING: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node24',
  minify: true,
  /** The SDK's ES modules are a third smaller than its CommonJS, since what is not used can be left out. */
  mainFields: ['module', 'main'],
  /** A file beside the bundle, which is read when an error is logged (`functions/http/source-places.ts`). */
  sourceMap: true,
  sourceMapMode: SourceMapMode.DEFAULT,
  sourcesContent: false,
  /** Libraries that are not ES modules ask for Node's own modules in the old way. */
  banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  externalModules: NEVER_LOADED,
  logLevel: LogLevel.WARNING,
};
