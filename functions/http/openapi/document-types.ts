/** Types for the part of OpenAPI 3.1 that the document uses. https://spec.openapis.org/oas/v3.1.0 */
import type { JsonSchema } from './json-schema.ts';
import type { DescribedRoute } from './operation.ts';

export type Parameter = {
  name: string;
  in: 'header' | 'path' | 'query';
  required: boolean;
  description: string;
  schema: JsonSchema;
  example?: unknown;
};

export type RequestBody = {
  required: boolean;
  content: { 'application/json': { schema: JsonSchema; example: unknown } };
};

export type Header = { description: string; schema: JsonSchema };

export type Response = {
  description: string;
  headers?: Record<string, Header>;
  content?: Record<string, Content>;
};

/** `examples` are references to the components of the document. */
export type Content = { schema: JsonSchema; example?: unknown; examples?: Record<string, { $ref: string }> };

/** A named example of an answer; its description is Markdown. */
export type Example = { summary: string; description: string; value: unknown };

export type OperationObject = {
  operationId: DescribedRoute;
  tags: string[];
  summary: string;
  description: string;
  /** The security schemes, each with the role that the route requires. */
  security: Record<string, string[]>[];
  parameters: Parameter[];
  requestBody?: RequestBody;
  responses: Record<string, Response>;
};

/** A request that the service sends. */
export type WebhookObject = Pick<
  OperationObject,
  'tags' | 'summary' | 'description' | 'parameters' | 'responses'
> & { operationId: string; requestBody: RequestBody };

export type OpenApiDocument = {
  openapi: '3.1.0';
  info: {
    title: string;
    version: string;
    description: string;
    license: { name: string; identifier: string };
  };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, OperationObject>>;
  webhooks: Record<string, { post: WebhookObject }>;
  components: {
    schemas: Record<string, JsonSchema>;
    examples: Record<string, Example>;
    securitySchemes: Record<string, object>;
  };
};
