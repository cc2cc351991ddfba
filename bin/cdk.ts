/**
 * The CDK app: what `cdk deploy` puts on AWS. The table outlives the stack and cannot be deleted by accident;
 * after a deployment with `-c keepData=false`, `cdk destroy` takes it along. Pages of the origins in
 * `-c corsOrigins=https://a.example,https://b.example` may call the API; without it, no page of another origin may.
 */
import { App } from 'aws-cdk-lib';
import { parseOrigins } from '../functions/http/cors.ts';
import { BoxofficeStack } from '../lib/stack.ts';

const app = new App();
/** The command line gives the text "false", cdk.json may give the boolean. */
const keepData = String(app.node.tryGetContext('keepData')) !== 'false';
try {
  const corsOrigins = parseOrigins('corsOrigins', String(app.node.tryGetContext('corsOrigins') ?? ''));
  new BoxofficeStack(app, 'Boxoffice', { keepData, corsOrigins });
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
