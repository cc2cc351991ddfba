/**
 * Renders the page of the documentation. A viewer from `viewer-files.ts` shows the OpenAPI document in it; below stands
 * a section for each problem, which the `type` of the problem links to.
 */

import { type Html, html, prose } from '../../html.ts';
import { EXPLANATIONS, type Explanation } from '../openapi/explanations.ts';
import { PROBLEMS, type ProblemCode } from '../problems.ts';

const CODES = Object.keys(PROBLEMS) as ProblemCode[];

export function docsPage(): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Boxoffice API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="stylesheet" href="/docs/page.css">
<script defer src="/docs/swagger-ui-bundle.js"></script>
<script defer src="/docs/start-viewer.js"></script>
</head>
<body>
<main>
<div id="viewer">
<p>This documentation needs JavaScript. Its content is also in <a href="/openapi.json">openapi.json</a>.</p>
</div>
<div class="problems">
<h2>Problems</h2>
<p>Every problem has <code>type</code>, <code>title</code>, <code>status</code> and <code>code</code>, and usually a <code>detail</code>. Some problems have more fields.</p>
${CODES.map(problemSection)}
</div>
</main>
</body>
</html>
`.text;
}

function problemSection(code: ProblemCode): Html {
  const { status, title } = PROBLEMS[code];
  const { means, next, members = [] }: Explanation = EXPLANATIONS[code];
  return html`
<section id="${code}" aria-labelledby="${code}-title">
<h3 id="${code}-title"><a href="#${code}"><code>${code}</code></a></h3>
<p><span class="status">${status}</span> ${title}</p>
<p>${prose(means)}</p>
<p><strong>What to do:</strong> ${prose(next)}</p>
${members.length > 0 && html`<p>More fields: ${members.map((name) => html`<code>${name}</code> `)}</p>`}
</section>`;
}
