/**
 * How a handler becomes a bundle. The AWS SDK is bundled, so that what runs is what was tested, whatever the runtime
 * brings; a cold start reads one file.
 */
import { type BundlingOptions, LogLevel, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';

/**
 * Ways to credentials that a Lambda function never takes: its role's credentials are in the environment, which the
 * SDK asks first. It loads the others only when it comes to them, so leaving them out breaks nothing and saves a
 * quarter of the bundle.
 */
const UNUSED_CREDENTIAL_PROVIDERS = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];

export const BUNDLING: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node24',
  minify: true,
  /** The SDK's ES modules are a third smaller than its CommonJS, since what is not used can be left out. */
  mainFields: ['module', 'main'],
  /** A file beside the bundle, named at its end: only `--enable-source-maps` reads it. */
  sourceMap: true,
  sourceMapMode: SourceMapMode.DEFAULT,
  sourcesContent: false,
  /** Libraries that are not ES modules ask for Node's own modules in the old way. */
  banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  externalModules: UNUSED_CREDENTIAL_PROVIDERS,
  logLevel: LogLevel.WARNING,
};
