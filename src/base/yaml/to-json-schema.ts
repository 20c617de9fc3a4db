import { z } from 'zod';
import { globalRegistry, type $ZodType, type $ZodTypes, type JSONSchema } from 'zod/v4/core';
import { hasVariables, readsOf } from './reads.ts';

/** A schema of one kind of file. */
export interface SchemaWords {
  /** The file's name in the package: `gate` is `schemas/gate.schema.json`. */
  readonly name: string;
  readonly title: string;
}

/**
 * The JSON Schema of a YAML file that `readShaped` reads, for editors. Its id is relative, so it is true wherever the file
 * lies.
 */
export function toJsonSchema(schema: z.ZodType, { name, title }: SchemaWords): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'ref',
    override: ({ zodSchema, jsonSchema }) => {
      delete jsonSchema['reads'];
      delete jsonSchema['known'];
      delete jsonSchema['hasVariables'];
      if (hasVariables(zodSchema) && jsonSchema.pattern !== undefined) jsonSchema.pattern += String.raw`|\$\{`;
      // A version or a name may look like a number; the reader takes it as it is written.
      if (readsOf(zodSchema) === 'text' && jsonSchema.type === 'string')
        jsonSchema.type = ['string', 'number'] as never;
      offerKnown(zodSchema, jsonSchema);
      offerSnippets(jsonSchema);
      // A key with nothing after it is an empty map, unless who reads it says otherwise.
      const { isNothingRefused } = jsonSchema;
      delete jsonSchema['isNothingRefused'];
      if (jsonSchema.type === 'object' && isNothingRefused !== true) jsonSchema.type = ['object', 'null'] as never;
    },
  });
  return {
    $schema,
    $id: `${name}.schema.json`,
    title,
    ...rest,
    patternProperties: { '^x-': { description: 'Yours, for YAML anchors.' } },
  };
}

/** Known words are offered where text is wanted, and as keys of a map. */
function offerKnown(zodSchema: $ZodTypes, jsonSchema: JSONSchema.BaseSchema): void {
  const { def } = zodSchema._zod;
  const known = knownOf(zodSchema);
  if (def.type === 'string' && known.length > 0) {
    const { title, type, minLength, pattern } = jsonSchema;
    const other = dropUndefined({ title, type, minLength, pattern });
    for (const word of Object.keys(other)) delete jsonSchema[word];
    // Editors name each alternative, so each has the title.
    Object.assign(jsonSchema, { title, anyOf: [{ title, enum: [...known] }, other] });
  }
  if (def.type !== 'record') return;
  const inner = jsonSchema.additionalProperties;
  const keys =
    typeof inner === 'object'
      ? knownOf(def.keyType).map((word) => [word, { description: `The ${titleOf(def.keyType)} '${word}'.`, ...inner }])
      : [];
  if (keys.length > 0) jsonSchema.properties = Object.fromEntries(keys);
}

function titleOf(schema: $ZodType): string {
  return globalRegistry.get(schema)?.title ?? 'one called';
}

function dropUndefined(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function knownOf(schema: $ZodType): readonly string[] {
  const known: unknown = globalRegistry.get(schema)?.['known'];
  return Array.isArray(known) ? known.map(String) : [];
}

/** Editors show an example that is a map as `[object Object]`; as a snippet they offer it whole. */
function offerSnippets(jsonSchema: JSONSchema.BaseSchema): void {
  const { examples = [] } = jsonSchema;
  const isMap = (example: unknown): boolean => typeof example === 'object' && !Array.isArray(example);
  const [maps, others] = [examples.filter(isMap), examples.filter((example) => !isMap(example))];
  if (maps.length === 0) return;
  delete jsonSchema.examples;
  if (others.length > 0) jsonSchema.examples = others;
  jsonSchema['defaultSnippets'] = maps.map((body) => ({ label: 'example', body }));
}
