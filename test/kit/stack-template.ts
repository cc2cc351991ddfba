/** The synthesized template of the stack, without bundling, and what tests look for in it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { App, type NestedStack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { IConstruct } from 'constructs';
import { ROUTES, type Route, type RouteName } from '../../functions/http/routes.ts';
import { type Rights, SECRETS_OF_ROUTES, WEBHOOK_RIGHTS, WORKER_RIGHTS } from '../../lib/rights.ts';
import { BoxofficeStack, type StackOptions } from '../../lib/stack.ts';
import { stageOf } from '../../lib/stage.ts';

export const ROOT = join(import.meta.dirname, '../..');
const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));

/** A built page in little: the files of which each page has some. */
export const pageFolder = mkdtempSync(join(tmpdir(), 'boxoffice-page-'));
export const PAGE_FILES = [
  'index.html',
  'service-worker.js',
  'widget.js',
  'assets/a-1.js',
  'assets/b-2.css',
  'assets/c-3.svg',
];
mkdirSync(join(pageFolder, 'assets'));
/** It is beside them, for a function. */
const DRAWING = 'drawing.cjs';
for (const file of [...PAGE_FILES, DRAWING]) writeFileSync(join(pageFolder, file), file);
afterAll(() => rmSync(pageFolder, { recursive: true }));

/** Assets stay where they are, because a copy of them for each template would fill the disk. Traces of constructs take time. */
const UNSTAGED = {
  'aws:cdk:bundling-stacks': [],
  'aws:cdk:disable-asset-staging': true,
  'aws:cdk:disable-creation-stack-traces': true,
  'aws:cdk:disable-stack-trace': true,
};

type Synthesized = Partial<StackOptions> & { stated?: Record<string, string> };

export function stackWith({ keepData = true, corsOrigins = [], mail, stated = {}, ...others }: Synthesized) {
  const app = new App({
    context: { ...context, ...UNSTAGED, ...stated },
    // It takes half of the time, and `cdk synth` has it: see `.ci/lint-templates`.
    builtinCloudFormationValidation: false,
  });
  const options = { keepData, corsOrigins, mail, page: pageFolder, ...others };
  return new BoxofficeStack(app, stageOf(app).stackName, options);
}

type Templates = Record<'template' | 'page' | 'monitoring' | 'permissions', Template>;

/** By the options. A template takes a second, and several suites look at the same. */
const synthesized = new Map<string, Templates>();

/** `stated`: what `-c` states besides the options. @returns the templates of the stacks within the stack, too. */
export function synthesizeAll(options: Synthesized = {}): Templates {
  const key = JSON.stringify(options);
  const known = synthesized.get(key);
  if (known !== undefined) return known;
  const stack = stackWith(options);
  const nested = (id: string, parent: IConstruct = stack) =>
    Template.fromStack(parent.node.findChild(id) as NestedStack);
  const all = {
    template: Template.fromStack(stack),
    page: nested('page'),
    monitoring: nested('monitoring'),
    permissions: nested('permissions', stack.node.findChild('api')),
  };
  synthesized.set(key, all);
  return all;
}

export const synthesize = (options: Synthesized = {}): Template => synthesizeAll(options).template;

export const {
  template,
  page: pageTemplate,
  monitoring: monitoringTemplate,
  permissions: permissionsTemplate,
} = synthesizeAll();

/** @returns a reference to the output of the page whose name ends so. */
export function pageOutput(end: string): object {
  const stacks = Object.keys(template.findResources('AWS::CloudFormation::Stack'));
  const nested = stacks.find((one) => one.startsWith('page'));
  const name = Object.keys(pageTemplate.findOutputs('*')).find((one) => one.endsWith(end));
  return { 'Fn::GetAtt': [nested, `Outputs.${name}`] };
}

export const functions = template.findResources('AWS::Lambda::Function');
export const [tableId = '', secretsId = ''] = Object.keys(
  template.findResources('AWS::DynamoDB::GlobalTable'),
);
export const [queueId = ''] = Object.keys(
  template.findResources('AWS::SQS::Queue', { Properties: { RedrivePolicy: Match.anyValue() } }),
);
/** The dead letters of the webhooks are the only queue that is not FIFO. */
export const [webhookLettersId = ''] = Object.keys(
  template.findResources('AWS::SQS::Queue', { Properties: { FifoQueue: Match.absent() } }),
);
export const [apiId = ''] = Object.keys(template.findResources('AWS::ApiGatewayV2::Api'));
export const routes: [string, Route][] = Object.entries(ROUTES);
export const routeKeyOf = ({ method, path }: Route) => (path === '$default' ? path : `${method} ${path}`);

/** The function behind each route, found as API Gateway finds it: route, integration, function. */
export function functionsByRouteKey(): Map<string, string> {
  const integrations = template.findResources('AWS::ApiGatewayV2::Integration');
  const deployed = Object.values(template.findResources('AWS::ApiGatewayV2::Route'));
  return new Map(
    deployed.map(({ Properties }) => {
      const integrationId: string = Properties.Target['Fn::Join'][1][1].Ref;
      return [
        Properties.RouteKey,
        integrations[integrationId]?.['Properties'].IntegrationUri['Fn::GetAtt'][0],
      ];
    }),
  );
}

/** @returns the functions that the queue, the schedule and the stream invoke. */
export function functionsByWorker(): Map<string, string> {
  const mapped = (properties: object) => {
    const [mapping] = Object.values(
      template.findResources('AWS::Lambda::EventSourceMapping', { Properties: properties }),
    );
    return mapping?.['Properties'].FunctionName.Ref;
  };
  const [schedule] = Object.values(template.findResources('AWS::Scheduler::Schedule'));
  return new Map([
    ['promote-waitlist', mapped({ EventSourceArn: arnOf(queueId) })],
    ['send-webhooks', mapped({ StartingPosition: 'TRIM_HORIZON' })],
    ['sweep-pending-work', schedule?.['Properties'].Target.Arn['Fn::GetAtt'][0]],
  ]);
}

/** Every function with its declared rights. */
export function declaredRights(): [functionId: string, rights: Rights][] {
  const byRoute = functionsByRouteKey();
  const byWorker = functionsByWorker();
  return [
    ...routes.map(([name, route]): [string, Rights] => [
      byRoute.get(routeKeyOf(route)) ?? '',
      { ...route, secrets: SECRETS_OF_ROUTES[name as RouteName] },
    ]),
    ...Object.entries({ ...WORKER_RIGHTS, ...WEBHOOK_RIGHTS }).map(([name, rights]): [string, Rights] => [
      byWorker.get(name) ?? '',
      rights,
    ]),
  ];
}

export const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
export const indexArn = (index: string) => ({ 'Fn::Join': ['', [arnOf(tableId), `/index/${index}`]] });

export type Statement = {
  Effect: string;
  Action?: unknown;
  Resource?: unknown;
  Principal?: unknown;
  Condition?: unknown;
};

/** @returns the statements of every policy in the template. */
export function statementsIn(node: unknown): Statement[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = 'Statement' in node && Array.isArray(node.Statement) ? node.Statement : [];
  return [...own, ...Object.values(node).flatMap(statementsIn)];
}

/** @returns `action resource` for each pair that the statements allow, sorted. */
export function pairsAllowedBy(statements: Statement[]): string[] {
  return statements
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((on) => `${action} ${JSON.stringify(on)}`)),
    )
    .sort();
}
