/**
 * Renders the section of a problem, which its `type` links to: its meaning, what to do next, and its own
 * fields.
 */
import { PROBLEMS, type ProblemCode } from '../problems.ts';
import { EXPLANATIONS } from './explanations.ts';
import { type Html, html, prose } from './html.ts';
import type { JsonSchema } from './json-schema.ts';
import { fieldList, type Shapes } from './page-fields.ts';

const COMMON_FIELDS = ['type', 'title', 'status', 'code', 'detail'];

export function problemSection(code: ProblemCode, shape: JsonSchema, schemas: Shapes): Html {
  const { status, title } = PROBLEMS[code];
  const { means, next } = EXPLANATIONS[code];
  const fields = Object.entries(shape.properties ?? {}).filter(([name]) => !COMMON_FIELDS.includes(name));
  const own = { ...shape, properties: Object.fromEntries(fields) };
  return html`
<section class="entry" id="${code}" aria-labelledby="${code}-title">
<h3 id="${code}-title"><a href="#${code}"><code>${code}</code></a></h3>
<p><span class="status">${status}</span> ${title}</p>
<p>${prose(means)}</p>
<p><strong>What to do:</strong> ${prose(next)}</p>
${fieldList(own, schemas, 'not always present')}
</section>`;
}
