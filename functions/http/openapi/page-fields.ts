/**
 * Renders the fields of a JSON Schema as an HTML list: name, form, whether it is required, and description.
 */
import { type Html, html, prose } from './html.ts';
import type { JsonSchema } from './json-schema.ts';

/** The components of the document, by name. */
export type Shapes = Record<string, JsonSchema>;

type Field = { name: string; form: string; isRequired: boolean; says: string };

const FORMATS: Record<string, string> = {
  'date-time': 'instant',
  'idn-email': 'email address',
  uri: 'address',
};
const TYPES: Record<string, string> = {
  boolean: 'true or false',
  integer: 'whole number',
  null: 'null',
  object: 'object',
  string: 'text',
};

/**
 * @returns the schema that a reference points to, with the keywords that stand next to the reference.
 * @throws when the document has no such schema.
 */
export function resolve(schema: JsonSchema, shapes: Shapes): JsonSchema {
  const { $ref, ...beside } = schema;
  if ($ref === undefined) return schema;
  const target = shapes[nameOf($ref)];
  if (target === undefined) throw new Error(`The document has nothing at ${$ref}.`);
  return { ...target, ...beside };
}

/** @returns the last segment of a reference. */
export function nameOf(reference: string): string {
  return reference.split('/').at(-1) ?? '';
}

/** The range of safe integers is no bound: zod states it for every integer. */
function bounds(stated: number | undefined, most: number | undefined, unit: string): string {
  const least = stated === Number.MIN_SAFE_INTEGER ? undefined : stated;
  if (most === undefined || most === Number.MAX_SAFE_INTEGER)
    return least ? `, at least ${least}${unit}` : '';
  return least === undefined ? `, up to ${most}${unit}` : `, ${least} to ${most}${unit}`;
}

/** @returns the form of a value in words, such as `whole number, 1 to 97`. */
export function formOf(schema: JsonSchema, shapes: Shapes): string {
  if (schema.$ref?.endsWith('/Id')) return 'id';
  const { type, enum: values, const: only, format, items, anyOf, ...rest } = resolve(schema, shapes);
  if (anyOf !== undefined) return anyOf.map((one) => formOf(one as JsonSchema, shapes)).join(', or ');
  if (only !== undefined) return JSON.stringify(only);
  const fallback = 'default' in rest && type !== 'object' ? `; default ${JSON.stringify(rest.default)}` : '';
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(' or ') + fallback;
  if (type === 'array') return `list of ${formOf(items as JsonSchema, shapes)}s`;
  const words =
    FORMATS[format ?? ''] ??
    [type ?? 'object']
      .flat()
      .map((one) => TYPES[one])
      .join(' or ');
  if (type === 'integer') return words + bounds(rest.minimum, rest.maximum, '') + fallback;
  return words + bounds(rest.minLength, rest.maxLength, ' characters') + fallback;
}

/** Lists nested fields after the field that contains them, with its name as prefix. */
function fieldsOf(schema: JsonSchema, shapes: Shapes, prefix = ''): Field[] {
  const { properties = {}, required = [] } = resolve(schema, shapes);
  return Object.entries(properties).flatMap(([key, property]): Field[] => {
    const field = property as JsonSchema;
    const name = `${prefix}${key}`;
    const { description = '', type, items } = resolve(field, shapes);
    const inner = type === 'array' ? (items as JsonSchema) : field;
    return [
      { name, form: formOf(field, shapes), isRequired: required.includes(key), says: description },
      ...fieldsOf(inner, shapes, type === 'array' ? `${name}[].` : `${name}.`),
    ];
  });
}

/**
 * `optional` is the word for fields that are not required: a request may omit them, an answer may lack them.
 */
export function fieldList(schema: JsonSchema, shapes: Shapes, optional: string): Html | undefined {
  const fields = fieldsOf(schema, shapes);
  if (fields.length === 0) return undefined;
  return html`<dl class="fields">${fields.map(
    ({ name, form, isRequired, says }) =>
      html`<div><dt><code>${name}</code> <span>${form}${isRequired ? '' : ` (${optional})`}</span></dt><dd>${prose(says)}</dd></div>`,
  )}</dl>`;
}
