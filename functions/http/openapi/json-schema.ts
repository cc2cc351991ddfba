/** From zod to JSON Schema: named shapes become components of the document, everything else stays where it is. */
import * as z from 'zod';
import type { ZodMiniType } from 'zod/mini';
import type { SentenceTree } from './operation.ts';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

const addressOf = (name: string) => `#/components/schemas/${name}`;

/** Every shape of an answer that has a name, by name. */
export function namedShapes(): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { uri: addressOf, io: 'output' });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, withoutIdentity(schema)]));
}

/** Where the shape of an answer stands in the document. @throws when it has no name. */
export function referenceTo(schema: z.ZodType): JsonSchema {
  const name = z.globalRegistry.get(schema)?.id;
  if (name === undefined) throw new Error('The shape of an answer needs a name.');
  return { $ref: addressOf(name) };
}

/** What a request may send, each field with its sentence. */
export function inputShape(schema: ZodMiniType, sentences: SentenceTree): JsonSchema {
  return withSentences(withoutIdentity(z.toJSONSchema(schema, { io: 'input' })), sentences);
}

function withSentences(shape: JsonSchema, sentences: SentenceTree): JsonSchema {
  const fields = Object.entries(shape.properties ?? {}).map(([name, field]): [string, JsonSchema] => {
    const said = sentences[name] ?? '';
    const [description, inner] = typeof said === 'string' ? [said, {}] : said;
    return [name, { description, ...withSentences(field as JsonSchema, inner) }];
  });
  return { ...shape, ...(fields.length > 0 && { properties: Object.fromEntries(fields) }) };
}

/** The document says which JSON Schema it follows, and where each of its schemas stands. */
function withoutIdentity({ $schema: _schema, $id: _id, ...shape }: JsonSchema): JsonSchema {
  return shape;
}
