import { z } from 'zod';
import { filePath, key, need, text } from '../../../base/yaml/schema-words.ts';
import type { AttributeKind, ResourceType } from '../resource.ts';
import { RESOURCE_TYPES } from '../resource-types.ts';
import { expectations } from './expectations.ts';
import { COMMON_WORDS, NAME_WORDS, SETTING_WORDS, TYPE_WORDS, type TypeWords } from './words.ts';

/*
 * Checks as editors are to see them: every type, attribute and matcher of the verifier's own tables. The verifier itself
 * reads with `../schema.ts`, which loads nothing, and complains in its own words (`validate-checks.ts`).
 */

/** A gossfile. */
export const gossfileEditorSchema = z.strictObject(
  Object.fromEntries(RESOURCE_TYPES.map((type) => [type.name, toResources(type)])),
);

/** `checks:` of a suite, and `goss:` under `verify:`. */
export const gossEditorSchema = z.union([
  need(gossfileEditorSchema, 'A gossfile, inline.'),
  need(filePath, 'Path of a gossfile.'),
  need(z.array(z.union([filePath, gossfileEditorSchema])), 'A list of gossfiles, inline or as paths.'),
]);

function toResources(type: ResourceType) {
  const words = TYPE_WORDS[type.name] ?? { about: type.name, attributes: {} };
  return key(z.record(z.string(), toResource(type, words)).meta({ isNothingRefused: true }), words.about, {
    examples: words.example === undefined ? [] : [words.example],
  });
}

function toResource(type: ResourceType, { attributes }: TypeWords) {
  const asserted = Object.entries(type.attributes).map(([name, kind]) => {
    const { about = name, examples = [] } = attributes[name] ?? {};
    const schema = expectations[kind satisfies AttributeKind];
    return [name, (type.required.includes(name) ? need : key)(schema, about, { examples })] as const;
  });
  const settings = Object.keys(type.settings).map((name) => {
    return [name, key(z.number().min(0), SETTING_WORDS[name] ?? name, { examples: [60_000] })] as const;
  });
  return z
    .strictObject({
      ...Object.fromEntries<z.ZodType>([...asserted, ...settings]),
      [type.nameKey]: key(z.union([text, z.number()]), NAME_WORDS[type.nameKey] ?? type.nameKey, {
        examples: attributes[type.nameKey]?.examples ?? [],
      }),
      title: key(text.meta({ reads: 'text' }), COMMON_WORDS.title, { examples: ['so that backups can reach it'] }),
      meta: key(z.record(z.string(), z.unknown()), COMMON_WORDS.meta, { examples: [{ ticket: 'OPS-17' }] }),
      skip: key(z.boolean(), COMMON_WORDS.skip, { default: false }),
    })
    .meta({ title: type.name, isNothingRefused: true });
}
