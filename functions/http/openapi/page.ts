/** Renders the OpenAPI document as one HTML page. The page loads no resources and runs no scripts. */
import type { ProblemCode } from '../problems.ts';
import type { OpenApiDocument, OperationObject } from './document-types.ts';
import { Html, html, prose } from './html.ts';
import { problemSection } from './page-problem.ts';
import { codeOf, routeSection } from './page-route.ts';
import { PAGE_STYLE } from './page-style.ts';

type Entry = { method: string; path: string; operation: OperationObject };

export function docsPage(document: OpenApiDocument): string {
  const { info, tags, components } = document;
  const entries = entriesOf(document);
  const topics = tags.map(({ name }) => ({
    name,
    entries: entries.filter(({ operation }) => operation.tags.includes(name)),
  }));
  const problems = Object.values(components.schemas).flatMap((shape) => {
    const code = codeOf(shape);
    return code === '' ? [] : [{ code: code as ProblemCode, shape }];
  });
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title} API</title>
<style>${new Html(PAGE_STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<div class="layout">
<nav aria-label="Sections">
<details>
<summary>Sections</summary>
${topics.map((topic) => section(topic.name, topic.entries.map(linkTo)))}
${section(
  'Problems',
  problems.map(({ code }) => html`<li><a href="#${code}">${code}</a></li>`),
)}
</details>
</nav>
<main id="content">
<header>
<h1>${info.title} API</h1>
${info.description.split('\n\n').map((paragraph) => html`<p>${prose(paragraph)}</p>`)}
<p>This documentation as OpenAPI 3.1: <a href="/openapi.json">openapi.json</a></p>
</header>
${topics.map(
  (topic) => html`<h2>${topic.name}</h2>
${topic.entries.map(({ method, path, operation }) => routeSection(document, method, path, operation))}`,
)}
<h2>Problems</h2>
<p>Every problem has <code>type</code>, <code>title</code>, <code>status</code> and <code>code</code>, and usually a <code>detail</code>. Some problems have more fields.</p>
${problems.map(({ code, shape }) => problemSection(code, shape, components.schemas))}
</main>
</div>
</body>
</html>
`.text;
}

function entriesOf({ paths }: OpenApiDocument): Entry[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
}

function section(title: string, links: Html[]): Html {
  return html`<h2>${title}</h2>
<ul>${links}</ul>`;
}

function linkTo({ operation }: Entry): Html {
  return html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`;
}
