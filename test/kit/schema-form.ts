/** Describes a schema by a line for each attribute, at any depth, so that a change of a form can be seen. */
import type * as z from 'zod/mini';
import type * as core from 'zod/v4/core';

type Definition = core.$ZodTypes['_zod']['def'];

/** @returns lines such as `booking: history[].at int`; `?` marks what may be missing. */
export function formOf(kind: string, schema: z.ZodMiniType): string[] {
  return linesOf((schema as unknown as core.$ZodTypes)._zod.def, '').map((line) => `${kind}: ${line}`);
}

const definitionOf = (schema: core.$ZodType): Definition => (schema as core.$ZodTypes)._zod.def;

function linesOf(definition: Definition, place: string): string[] {
  const within = (schema: core.$ZodType, suffix: string) =>
    linesOf(definitionOf(schema), `${place}${suffix}`);
  switch (definition.type) {
    case 'object':
      return Object.entries(definition.shape).flatMap(([name, schema]) =>
        within(schema, place === '' ? name : `.${name}`),
      );
    case 'optional':
    case 'default':
      return within(definition.innerType, '?');
    case 'nullable':
      return [...within(definition.innerType, ''), `${place} null`];
    case 'array':
      return within(definition.element, '[]');
    case 'record':
      return within(definition.valueType, '{}');
    case 'union':
      return definition.options.flatMap((option) => within(option, ''));
    case 'enum':
      return [`${place} ${Object.values(definition.entries).join(' | ')}`];
    case 'literal':
      return [`${place} ${definition.values.join(' | ')}`];
    case 'number':
      return [`${place} ${'format' in definition ? 'int' : 'number'}`];
    default:
      return [`${place} ${definition.type}`];
  }
}
