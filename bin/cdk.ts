/**
 * The CDK app: what `cdk deploy` puts on AWS. The table outlives the stack and cannot be deleted by accident;
 * after a deployment with `-c keepData=false`, `cdk destroy` takes it along.
 */
import { App } from 'aws-cdk-lib';
import { BoxofficeStack } from '../lib/stack.ts';

const app = new App();
/** The command line gives the text "false", cdk.json may give the boolean. */
const keepData = String(app.node.tryGetContext('keepData')) !== 'false';
new BoxofficeStack(app, 'Boxoffice', { keepData });
