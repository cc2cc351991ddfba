/**
 * The CDK app that `cdk deploy` deploys. The table is protected and survives the stack; after a deployment
 * with `-c keepData=false`, `cdk destroy` deletes it, too. With `-c
 * corsOrigins=https://a.example,https://b.example` web pages of these origins may call the API; without it,
 * no web page of another origin may.
 */
import { App } from 'aws-cdk-lib';
import { parseOrigins } from '../functions/http/cors.ts';
import { BoxofficeStack } from '../lib/stack.ts';

const app = new App();
/** The command line passes the string "false"; `cdk.json` may contain the boolean. */
const keepData = String(app.node.tryGetContext('keepData')) !== 'false';
try {
  const corsOrigins = parseOrigins('corsOrigins', String(app.node.tryGetContext('corsOrigins') ?? ''));
  new BoxofficeStack(app, 'Boxoffice', { keepData, corsOrigins });
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
