import { z } from 'zod';
import {
  type ForEditors,
  filePath,
  key,
  knownName,
  knownText,
  looseText,
  nameText,
} from '../../base/yaml/schema-words.ts';
import { BUILT_IN_PLATFORMS, KNOWN_PLATFORMS } from './built-in-platforms.ts';
import { DEFAULTS, DEFAULT_SOURCE } from './defaults.ts';
import { platformNames } from './shared-keys.ts';
import {
  channelName,
  fleetShape,
  formulaShape,
  platformShape,
  projectShape,
  snapshotShape,
  suiteShape,
  suiteTestShape,
  testShape,
} from './shapes.ts';

/** The verifier that a suite's `checks` are for: the short form of `verify`. */
export const CHECKS_VERIFIER = 'goss';

const ownPlatforms = key(
  platformNames,
  'Platforms of the project that this file is for; names or globs. Default all.',
  {
    examples: [['centos-7', 'centos-stream-*']],
  },
);

/** Schemas by the names under which what they describe may stand. */
export type Schemas = Readonly<Record<string, z.ZodType>>;

/** What others add to the files. */
export interface Sections {
  readonly drivers: Schemas;
  readonly verifiers: Schemas;
  readonly reporters: Schemas;
  /** Of snapshots. */
  readonly sources: Schemas;
  /** Of channels. */
  readonly targets: Schemas;
}

/** The three kinds of file, with these sections; a driver's may stand anywhere its value may. */
export function createSchemas({ drivers, verifiers, reporters, sources, targets }: Sections) {
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
      { examples: ['checks/ssh.yaml', { service: { sshd: { enabled: true, running: true } } }] },
    ),
    verify: key(
      z.array(verify),
      'What is looked at after converging: a list of verifiers by name, each with what it is to check.',
      { examples: [[{ goss: 'checks/ssh.yaml' }]] },
    ),
    ...suiteTestShape,
    ...sections,
  });
  const driver = key(knownText('driver', Object.keys(drivers)), `Name of the driver. Default ${DEFAULTS.driver}.`, {
    default: DEFAULTS.driver,
  });
  const platform = z.strictObject({ ...platformShape, driver, ...sections });
  const platforms = key(
    z.union([platformNames, z.record(knownName('platform', Object.keys(BUILT_IN_PLATFORMS)), platform)]),
    `Platforms by name, or a list of known names and globs: ${KNOWN_PLATFORMS}.`,
    { examples: [['centos-stream-9']] },
  );
  const suiteFile = z.strictObject({
    ...formulaShape,
    platforms: ownPlatforms,
    suites: suites(suite),
    ...testShape,
    ...sections,
  });
  const project = z.strictObject({
    ...projectShape,
    ...formulaShape,
    platforms,
    suites: suites(suite),
    ...testShape,
    driver,
    ...fleetShape,
    ...sections,
    snapshots: snapshots(sources),
    targets: channelTargets(targets),
    reports: reports(reporters),
  });
  const overlay = z.strictObject({
    ...project.omit({ name: true, formula: true, 'formula-name': true, include: true }).shape,
    formulas: key(z.record(looseText, suiteFile), 'Changes to suite files, by the name of their formula.', {
      examples: [{ 'ops-ssh': { salt: '3006.28' } }],
    }),
  });
  return { project, suiteFile, overlay };
}

function suites(suite: z.ZodType) {
  return key(z.record(nameText, suite), 'Suites by name.', {
    examples: [{ default: { states: ['ops-ssh'], checks: { service: { sshd: { running: true } } } } }],
  });
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
        { examples: [{ mirror: { directory: '/srv/mirror' } }] },
      ),
    }),
    'Package snapshots.',
    { examples: [{ root: '/srv/mirror', repositories: { 'centos-stream-9': ['base9', 'extras9'] } }] },
  );
}

function channelTargets(kinds: Schemas) {
  const known = Object.keys(kinds).join(', ');
  const sections = Object.entries(kinds).map(([name, schema]) => [
    name,
    key(schema, `The target ${name}.`, examplesOf(schema)),
  ]);
  const target = z
    .strictObject(Object.fromEntries(sections))
    .check(({ value, issues }) => {
      // A kind that is misspelt is complained about as such.
      if (issues.length > 0 || Object.keys(value).length === 1) return;
      issues.push({ code: 'custom', input: value, message: `each target names one kind, and no more: ${known}` });
    })
    .meta({ minProperties: 1, maxProperties: 1 });
  return key(
    z.record(channelName, z.array(target)),
    'Channel ▸ what moves with it, in this order, all or none: where others get its packages.',
    { examples: [{ stable: [{ cobbler: { path: '/srv/mirror' } }] }] },
  );
}

function reports(kinds: Schemas) {
  const sections = Object.entries(kinds).map(([name, schema]) => [name, schema.optional()] as const);
  return key(
    z.strictObject({
      directory: key(filePath, 'Folder of results. Default .saltern.', { default: DEFAULTS.reports.directory }),
      ...Object.fromEntries(sections),
    }),
    'Where results go, and what is written of them.',
  );
}

/** What the schema itself has, which a description would hide from editors. */
function examplesOf(schema: z.ZodType): ForEditors {
  const examples = schema.meta()?.examples;
  return Array.isArray(examples) ? { examples } : {};
}

/** A section may hold any part of a driver's configuration: sections of several levels are put together. */
function toSection(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodObject ? schema.partial().strict() : schema;
}
