/**
 * Converts zod schemas to JSON Schema. Named schemas become components of the document, all others stay
 * inline.
 */
import * as z from 'zod';
import type { ZodMiniType } from 'zod/mini';
import type { SentenceTree } from './operation.ts';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** Removes the range of safe integers, which zod states for every integer without a closer bound. */
const override = ({ jsonSchema }: { jsonSchema: JsonSchema }): void => {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
};

const addressOf = (name: string) => `#/components/schemas/${name}`;

/** @returns the named schemas of answers, by name. */
export function namedShapes(): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { uri: addressOf, io: 'output', override });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, withoutIdentity(schema)]));
}

/**
 * @returns a reference to the component of the document that describes an answer.
 * @throws when the schema has no name.
 */
export function referenceTo(schema: z.ZodType): JsonSchema {
  const name = z.globalRegistry.get(schema)?.id;
  if (name === undefined) throw new Error('The shape of an answer needs a name.');
  return { $ref: addressOf(name) };
}

/**
 * @returns the first example that a named schema states.
 * @throws when it states none, or one that it rejects.
 */
export function exampleOf<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
  const examples: unknown = z.globalRegistry.get(schema)?.['examples'];
  return schema.parse(Array.isArray(examples) ? examples[0] : undefined);
}

/** @returns the schema of a request's input, in which each field has its sentence as description. */
export function inputShape(schema: ZodMiniType, sentences: SentenceTree): JsonSchema {
  return withSentences(withoutIdentity(z.toJSONSchema(schema, { io: 'input', override })), sentences);
}

function withSentences(shape: JsonSchema, sentences: SentenceTree): JsonSchema {
  const fields = Object.entries(shape.properties ?? {}).map(([name, field]): [string, JsonSchema] => {
    const said = sentences[name] ?? '';
    const [description, inner] = typeof said === 'string' ? [said, {}] : said;
    return [name, { description, ...withSentences(field as JsonSchema, inner) }];
  });
  const { anyOf, items } = shape;
  return {
    ...shape,
    ...(fields.length > 0 && { properties: Object.fromEntries(fields) }),
    ...(items && { items: withSentences(items as JsonSchema, sentences) }),
    // An object that may be null.
    ...(anyOf && { anyOf: anyOf.map((one) => withSentences(one as JsonSchema, sentences)) }),
  };
}

/** Removes `$schema` and `$id`: the document states the dialect, and a reference locates each schema. */
function withoutIdentity({ $schema: _schema, $id: _id, ...shape }: JsonSchema): JsonSchema {
  return shape;
}
