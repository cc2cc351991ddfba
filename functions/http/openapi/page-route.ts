/** Renders the section of a route: its address, who may call it, its input and answers, and an example. */
import type { OpenApiDocument, OperationObject, Parameter, Response } from './document-types.ts';
import { type Html, html, prose } from './html.ts';
import type { JsonSchema } from './json-schema.ts';
import { curlCommand } from './page-example.ts';
import { fieldList, nameOf, resolve, type Shapes } from './page-fields.ts';

export function routeSection(
  document: OpenApiDocument,
  method: string,
  path: string,
  operation: OperationObject,
): Html {
  const { operationId, summary, description, responses, requestBody } = operation;
  const origin = document.servers[0]?.url ?? '';
  const { schemas } = document.components;
  return html`
<section class="entry" id="${operationId}" aria-labelledby="${operationId}-title">
<h3 id="${operationId}-title"><a href="#${operationId}">${summary}</a></h3>
<p class="address"><span class="badge ${method.toLowerCase()}">${method}</span> <code>${path}</code></p>
<p>${prose(description)}</p>
<p class="quiet">Who: ${operation['x-who']}.</p>
${parameterList(operation.parameters, schemas)}
${requestBody && bodyFields(requestBody, schemas)}
${operation['x-rules'].length > 0 && rules(operation['x-rules'])}
<h4>Example</h4>
<pre tabindex="0"><code>${curlCommand(origin, method, path, operation)}</code></pre>
<h4>Answers</h4>
${Object.entries(responses)
  .filter(([status]) => Number(status) < 400)
  .map(([status, response]) => answer(status, response, schemas))}
<h4>Problems</h4>
<ul class="codes">${problemLinks(responses, schemas)}</ul>
</section>`;
}

function parameterList(parameters: Parameter[], schemas: Shapes): Html | undefined {
  if (parameters.length === 0) return undefined;
  const properties = Object.fromEntries(
    parameters.map(({ name, schema, description }) => [name, { ...schema, description }]),
  );
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name);
  const places = [...new Set(parameters.map((parameter) => parameter.in))];
  return html`<h4>In ${places.map((place) => `the ${place}`).join(' and ')}</h4>
${fieldList({ type: 'object', properties, required }, schemas, 'optional')}`;
}

function bodyFields(body: NonNullable<OperationObject['requestBody']>, schemas: Shapes): Html {
  return html`<h4>In the body</h4>
${fieldList(body.content['application/json'].schema, schemas, 'optional')}`;
}

function rules(sentences: readonly string[]): Html {
  return html`<p>Further rules:</p><ul>${sentences.map((sentence) => html`<li>${prose(sentence)}</li>`)}</ul>`;
}

function answer(status: string, { description, content = {} }: Response, schemas: Shapes): Html {
  const shape = content['application/json']?.schema;
  return html`<p><span class="status">${status}</span> ${prose(description)}</p>
${shape && fieldsAndExample(shape, schemas)}`;
}

function fieldsAndExample(shape: JsonSchema, schemas: Shapes): Html {
  const { examples: [example] = [] } = resolve(shape, schemas) as { examples?: unknown[] };
  return html`<details><summary>Fields of ${nameOf(shape.$ref ?? '')}</summary>
${fieldList(shape, schemas, 'not always present')}
${example !== undefined && html`<pre tabindex="0"><code>${JSON.stringify(example, null, 2)}</code></pre>`}
</details>`;
}

function problemLinks(responses: Record<string, Response>, schemas: Shapes): Html[] {
  return Object.entries(responses).flatMap(([status, { content = {} }]) => {
    const shape = content['application/problem+json']?.schema;
    if (shape === undefined) return [];
    const links = ((shape.oneOf ?? [shape]) as JsonSchema[]).map((one, index) => {
      const code = codeOf(resolve(one, schemas));
      return html`${index > 0 ? ', ' : ''}<a href="#${code}"><code>${code}</code></a>`;
    });
    return [html`<li><span class="status">${status}</span> ${links}</li>`];
  });
}

/** @returns the code of a problem, from its schema; empty for any other schema. */
export function codeOf({ properties }: JsonSchema): string {
  return String((properties?.['code'] as JsonSchema | undefined)?.const ?? '');
}
