/**
 * The settings that bundle a handler. The AWS SDK is bundled, so that functions run the version that was
 * tested instead of the one in the Lambda runtime, and a cold start reads one file.
 */
import { join } from 'node:path';
import { type BundlingOptions, LogLevel, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';

/**
 * Modules that the SDK loads lazily and never needs here, so they are left out of the bundle. The credential
 * providers are unused, because a Lambda function has the credentials of its role in the environment, which
 * the SDK reads first. Event streams are unused, because DynamoDB and SQS have none; in the bundle they would
 * also prevent tree shaking of the modules that they share with the rest of the SDK.
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

/** Loaded with the first token of another issuer, and copied beside the bundle only where one keeps the accounts. */
export const LOADED_FOR_ISSUER = 'jose';

/**
 * For the function that books, whose bundle has a budget: its libraries read nothing but their own version from JSON, to say
 * which one called. Others read data from it, such as the shapes of letters.
 */
export const WITHOUT_VERSIONS: Record<string, BundlingOptions> = {
  'api/book-tickets': { loader: { '.json': 'empty' } },
};

export const BUNDLING: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node24',
  minify: true,
  /** The SDK's ES modules make bundles a third smaller than its CommonJS, because they allow tree shaking. */
  mainFields: ['module', 'main'],
  /**
   * A separate file next to the bundle, which is read when an error is logged
   * (`functions/http/source-places.ts`).
   */
  sourceMap: true,
  sourceMapMode: SourceMapMode.DEFAULT,
  sourcesContent: false,
  /** CommonJS libraries load Node's built-in modules with `require`, which ES modules do not define. */
  banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  externalModules: [...NEVER_LOADED, LOADED_FOR_ISSUER],
  /** Secrets are in a table on AWS, so what reads them from files is left out. */
  define: { 'process.env.SECRETS_DIR': 'undefined' },
  esbuildArgs: {
    '--alias:@aws-sdk/middleware-endpoint-discovery': join(import.meta.dirname, 'no-endpoint-discovery.js'),
    // Notices of licences are in a file of their own beside the bundle.
    '--legal-comments': 'external',
  },
  logLevel: LogLevel.WARNING,
};
