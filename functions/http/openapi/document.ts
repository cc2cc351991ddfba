/** Builds the OpenAPI 3.1 document from the route table, the schemas and the descriptions. */
import { ROUTES, type Route } from '../routes.ts';
import type { OpenApiDocument, OperationObject } from './document-types.ts';
import { problemCodesOf } from './inherent-problems.ts';
import { INTRODUCTION } from './introduction.ts';
import { namedShapes } from './json-schema.ts';
import type { DescribedRoute, Operation } from './operation.ts';
import { OPERATIONS, TOPICS } from './operations.ts';
import { problemExamples } from './problem-examples.ts';
import { parametersOf, requestBody } from './requests.ts';
import { problems, successes } from './responses.ts';
import { webhookObjects } from './webhook-message.ts';

/** The version of the contract, whose paths begin with /v1. */
const VERSION = '1.0.0';

/** @param origin where clients reach the service, without a slash at the end. */
export function openApiDocument(origin: string): OpenApiDocument {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Boxoffice',
      version: VERSION,
      description: INTRODUCTION,
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: origin }],
    tags: TOPICS.map(({ name }) => ({ name })),
    paths: pathItems(),
    webhooks: webhookObjects(),
    components: {
      schemas: namedShapes(),
      examples: problemExamples(origin),
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The `accessToken` of a session, or the `manageToken` of a guest’s booking.',
        },
      },
    },
  };
}

function pathItems(): OpenApiDocument['paths'] {
  const paths: OpenApiDocument['paths'] = {};
  for (const { name: topic, operations } of TOPICS) {
    for (const name of Object.keys(operations) as DescribedRoute[]) {
      const { path, method } = ROUTES[name];
      paths[path] = { ...paths[path], [method.toLowerCase()]: operationObject(name, topic) };
    }
  }
  return paths;
}

function operationObject(name: DescribedRoute, topic: string): OperationObject {
  const [route, operation]: [Route, Operation] = [ROUTES[name], OPERATIONS[name]];
  const { summary, body } = operation;
  return {
    operationId: name,
    tags: [topic],
    summary,
    description: descriptionOf(route, operation),
    security: securityOf(route),
    parameters: parametersOf(route, operation),
    ...(body && { requestBody: requestBody(body) }),
    responses: { ...successes(route, operation), ...problems(route, problemCodesOf(name)) },
  };
}

/** @returns what the route does, who may call it, and the rules beyond the schemas, as Markdown. */
function descriptionOf(route: Route, { says, who = whoMayCall(route), rules = [] }: Operation): string {
  const list = rules.map((rule) => `\n- ${rule}`).join('');
  return [
    says,
    `**Who may call it:** ${who}.`,
    ...(rules.length > 0 ? [`**Further rules**, answered with 422 if broken:\n${list}`] : []),
  ].join('\n\n');
}

/** An empty alternative says that the token is optional. */
function securityOf({ role, isTokenOptional }: Route): Record<string, string[]>[] {
  if (role === undefined) return [];
  return [{ accessToken: [role] }, ...(isTokenOptional ? [{}] : [])];
}

const STAFF_FROM = {
  owner: 'The owner of the event',
  manager: 'The owner and the managers of the event',
  door: 'Everybody on the staff of the event',
} as const;

function whoMayCall({ role, staff }: Route): string {
  if (staff !== undefined) return STAFF_FROM[staff];
  if (role === undefined) return 'Anyone';
  const who = {
    guest: 'The customer of the booking',
    attendee: 'Anyone who is logged in',
    organizer: 'Organizers',
    admin: 'Admins',
  };
  return who[role];
}
