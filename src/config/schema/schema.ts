import { z } from 'zod';
import { filePath, key, looseText, nameText } from '../../base/yaml/schema-words.ts';
import { KNOWN_PLATFORMS } from './built-in-platforms.ts';
import { DEFAULT_SOURCE } from './defaults.ts';
import { names } from './shared-keys.ts';
import { formulaShape, platformShape, projectShape, snapshotShape, suiteShape } from './shapes.ts';

/** The verifier that a suite's `checks` are for: the short form of `verify`. */
export const CHECKS_VERIFIER = 'goss';

const platformNames = key(names, 'Platforms of the project that this file is for; names or globs. Default all.');

/** Schemas by the names under which what they describe may stand. */
export type Schemas = Readonly<Record<string, z.ZodType>>;

/** What others add to the files. */
export interface Sections {
  readonly drivers: Schemas;
  readonly verifiers: Schemas;
  readonly reporters: Schemas;
  /** Of snapshots. */
  readonly sources: Schemas;
}

/** The three kinds of file, with these sections; a driver's may stand anywhere its value may. */
export function createSchemas({ drivers, verifiers, reporters, sources }: Sections) {
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
    snapshots: snapshots(sources),
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

function snapshots(kinds: Schemas) {
  const known = Object.keys(kinds).join(', ');
  const sections = Object.entries(kinds).map(([name, schema]) => [
    name,
    key(toSection(schema), `From the source ${name}.`),
  ]);
  const source = z
    .strictObject(Object.fromEntries(sections))
    .check(({ value, issues }) => {
      // A kind that is misspelt is complained about as such.
      if (issues.length > 0 || Object.keys(value).length === 1) return;
      issues.push({ code: 'custom', input: value, message: `'source' names one kind, and no more: ${known}` });
    })
    .meta({ minProperties: 1, maxProperties: 1 });
  return key(
    z.strictObject({
      ...snapshotShape,
      source: key(
        source,
        `What snapshots are taken from, by its kind. Default: ${DEFAULT_SOURCE}, in the folder \`root\`.`,
      ),
    }),
    'Package snapshots.',
  );
}

function reports(kinds: Schemas) {
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
