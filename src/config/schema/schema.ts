import { z } from 'zod';
import { filePath, key, looseText, nameText } from '../../base/yaml/schema-words.ts';
import { KNOWN_PLATFORMS } from './built-in-platforms.ts';
import { names } from './shared-keys.ts';
import { formulaShape, platformShape, projectShape, suiteShape } from './shapes.ts';

/** The verifier that a suite's `checks` are for: the short form of `verify`. */
export const CHECKS_VERIFIER = 'goss';

const platformNames = key(names, 'Platforms of the project that this file is for; names or globs. Default all.');

/**
 * The three kinds of file, with the sections of the drivers given; a section may stand anywhere a driver's value may.
 */
export function createSchemas(
  drivers: Readonly<Record<string, z.ZodType>>,
  verifiers: Readonly<Record<string, z.ZodType>>,
  reporters: Readonly<Record<string, z.ZodType>>,
) {
  const sections = Object.fromEntries(
    Object.entries(drivers).map(([name, schema]) => [name, key(toSection(schema), `For the driver ${name}.`)]),
  );
  const verify = z.strictObject(
    Object.fromEntries(
      Object.entries(verifiers).map(([name, schema]) => [name, key(schema, `For the verifier ${name}.`)]),
    ),
  );
  const suite = z.strictObject({
    ...suiteShape,
    checks: key(
      verifiers[CHECKS_VERIFIER] ?? z.unknown(),
      'Checks in the gossfile format: inline, a path, or a list of these. Short for `verify: [{ goss: … }]`.',
    ),
    verify: key(
      z.array(verify),
      'What is looked at after converging: a list of verifiers by name, each with what it is to check.',
    ),
    ...sections,
  });
  const platform = z.strictObject({ ...platformShape, ...sections });
  const platforms = key(
    z.union([names, z.record(nameText, platform)]),
    `Platforms by name, or a list of known names and globs: ${KNOWN_PLATFORMS}.`,
  );
  const suiteFile = z.strictObject({ ...formulaShape, platforms: platformNames, suites: suites(suite), ...sections });
  const project = z.strictObject({
    ...projectShape,
    reports: reports(reporters),
    platforms,
    suites: suites(suite),
    ...sections,
  });
  const overlay = z.strictObject({
    ...project.omit({ name: true, formula: true, 'formula-name': true, include: true }).shape,
    formulas: key(z.record(looseText, suiteFile), 'Changes to suite files, by the name of their formula.'),
  });
  return { project, suiteFile, overlay };
}

function suites(suite: z.ZodType) {
  return key(z.record(nameText, suite), 'Suites by name.');
}

function reports(kinds: Readonly<Record<string, z.ZodType>>) {
  const sections = Object.entries(kinds).map(([name, schema]) => [name, schema.optional()] as const);
  return key(
    z.strictObject({
      directory: key(filePath, 'Folder of results. Default .saltern.'),
      ...Object.fromEntries(sections),
    }),
    'Where results go, and what is written of them.',
  );
}

/** A section may hold any part of a driver's configuration: sections of several levels are put together. */
function toSection(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodObject ? schema.partial().strict() : schema;
}
