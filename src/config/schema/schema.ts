import { z } from 'zod';
import { PHASES, STEPS } from '../../contract/phases.ts';
import { DEFAULT_TIME_LIMITS, type TimeLimit } from '../../contract/time-limits.ts';
import {
  duration,
  filePath,
  key,
  looseText,
  nameText,
  need,
  pathOrName,
  pathOrUrl,
  sha256,
  text,
} from '../../base/yaml/schema-words.ts';
import { KNOWN_PLATFORMS } from './built-in-platforms.ts';
import { DEFAULTS, DEFAULT_SALT_VERSION } from './defaults.ts';
import { saltData } from './salt-data.ts';

/** The verifier that a suite's `checks` are for: the short form of `verify`. */
export const CHECKS_VERIFIER = 'goss';

const anyMap = z.record(z.string(), z.unknown());
const names = z.array(looseText);

const salt = z.union([
  looseText,
  z.strictObject({
    version: key(looseText, 'Salt version. On its own it means `from: pip`.'),
    from: key(
      z.enum(['onedir', 'pip', 'snapshot', 'image']),
      'onedir: a tarball given by location and sha256. pip: from the package index, with the guest’s Python. snapshot: packages of the snapshot. image: what the image holds.',
    ),
    location: key(pathOrUrl, 'onedir: http(s) URL or path of the tarball.'),
    sha256: key(sha256, 'onedir: digest of the tarball.'),
    python: key(text, 'pip: the guest’s interpreter. Default python3.'),
    packages: key(z.array(text), 'snapshot: packages to install. Default salt-minion.'),
  }),
]);
const saltKey = key(
  salt,
  `Salt version, or where Salt comes from. A bare version means \`from: pip\`, because a onedir tarball needs its location and sha256. Default ${DEFAULT_SALT_VERSION}.`,
);

const git = {
  git: need(pathOrUrl, 'URL or path of a git repository; cloned on this machine, never in a guest.'),
  ref: key(looseText, 'Branch, tag or commit. Default: the repository’s default branch.'),
  path: key(text, 'Folder of the formula within the repository. Default: its root.'),
};

const hook = z
  .strictObject({
    before: key(z.enum(PHASES), 'Run before this phase.'),
    after: key(z.enum(PHASES), 'Run after this phase.'),
    on: key(z.enum(['guest', 'host']), 'Where it runs: in the guest as root, or on this machine. Default guest.'),
    run: need(text, 'Shell line.'),
  })
  .refine(
    (value) => (value.before === undefined) !== (value.after === undefined),
    "a hook needs either 'before' or 'after'",
  );

const hooks = key(
  z.array(hook),
  'Shell lines before or after a phase; those of project, suite file and suite all run.',
);
const tags = key(names, 'Words to select instances by; those of project, suite file and suite all count.');
function limit(name: TimeLimit, about = '') {
  return key(duration, `${about} Default ${DEFAULT_TIME_LIMITS[name]}.`.trimStart());
}

const timeouts = key(
  z.strictObject({
    prepare: limit('prepare', 'Making the prepared image.'),
    create: limit('create'),
    converge: limit('converge', 'One pass of Salt.'),
    again: key(duration, 'A further pass. Default: as `converge`.'),
    state: limit('state', 'Longest time without any state finishing.'),
    reboot: limit('reboot'),
    verify: limit('verify'),
    destroy: limit('destroy'),
  }),
  'Longest time of each phase, such as 90s, 30m, 1h.',
);
const idempotent = key(
  z.union([
    z.boolean(),
    z.strictObject({ except: need(z.record(z.string(), text), 'State id: the reason why it may change again.') }),
  ]),
  'Whether `again` must change nothing. `false` needs `because`. Default true.',
);
const because = key(text, 'The reason for `idempotent: false`.');
const steps = key(
  z.array(z.enum(STEPS)),
  'What `test` does, in this order; `again` is a further pass, which must change nothing. Default converge, again, verify.',
);

const suiteShape = {
  formula: key(z.literal('none'), '`none`: no Salt at all, only checks.'),
  states: key(names, 'States to apply, in this order. Default: the formula’s name.'),
  top: key(anyMap, 'A top file, instead of states: applied as highstate.'),
  pillar: key(
    saltData,
    'Pillar data, which means what it would mean in a file of Salt’s: `0644` is 644, `yes` is true.',
  ),
  'pillar-files': key(z.record(z.string(), filePath), 'Pillar sls name: path of a file, copied byte for byte.'),
  'pillar-directories': key(z.array(filePath), 'Folders copied into the pillar root.'),
  grains: key(saltData, 'Grains of the instance.'),
  minion: key(saltData, 'Added to the minion configuration.'),
  steps,
  idempotent,
  because,
  includes: key(names, 'Only these platforms; names or globs.'),
  excludes: key(names, 'Not these platforms; names or globs.'),
  hooks,
  tags,
  timeouts,
};

const formulaShape = {
  formula: key(
    z.union([z.literal('none'), filePath, z.strictObject(git)]),
    'Folder of the formula, or its git repository; `none`: no Salt at all, only checks.',
  ),
  'formula-name': key(nameText, 'Default: the folder’s name without `-formula`.'),
  depends: key(
    z.array(
      z.union([
        pathOrName,
        z.strictObject({ ...git, name: key(nameText, 'Default: the repository’s name without `-formula`.') }),
      ]),
    ),
    'Formulas that this one includes: a name (another formula of the project, or a folder beside this one), a path, or a git repository.',
  ),
  salt: saltKey,
  hooks,
  tags,
  timeouts,
  steps,
  idempotent,
  because,
};

const prepare = key(
  z.strictObject({
    commands: key(
      z.array(text),
      'Shell lines run as root once repositories and Salt are in; those of project and platform all run.',
    ),
    update: key(z.boolean(), 'Bring the image’s own packages to the snapshot’s state. Default true.'),
    environment: key(z.record(z.string(), looseText), 'Environment of preparing only.'),
    mounts: key(z.record(filePath, text), 'Host path: guest path, mounted read-only while preparing only.'),
  }),
  'Additional set-up of the prepared image.',
);
const driver = key(text, `Name of the driver. Default ${DEFAULTS.driver}.`);

const platformShape = {
  image: key(text, 'Image of the platform, unless a driver’s section has its own.'),
  salt: saltKey,
  driver,
  repositories: key(names, 'Members of the snapshot, instead of those under `snapshots`.'),
  prepare,
  timeouts,
  memory: key(z.union([text, z.number()]), 'Memory of an instance, such as 512M or 2G.'),
  cpus: key(z.number().positive('a number above 0'), 'Cores of an instance; may be a fraction.'),
};

const projectShape = {
  ...formulaShape,
  name: key(nameText, 'Name of the project. Default: the folder’s name.'),
  driver,
  snapshots: key(
    z.strictObject({
      root: key(filePath, 'Folder of the snapshots on this machine.'),
      url: key(
        z.url({ protocol: /^https?$/, error: 'an http(s) URL' }),
        'Where guests find the same folder; default: it is mounted.',
      ),
      repositories: key(z.record(looseText, names), 'Platform name or glob: members of the snapshot, in this order.'),
    }),
    'Package snapshots.',
  ),
  prepare,
  gate: key(filePath, 'Gate policy. Default gate.yml.'),
  include: key(z.union([text, z.array(text)]), 'Suite files: paths or globs, relative to this file.'),
  destroy: key(
    z.enum(['passing', 'always', 'never']),
    `When an instance is removed after \`test\`. Default ${DEFAULTS.destroy}.`,
  ),
  concurrency: key(z.int().positive('a number above 0'), 'Most instances at once. Default: as memory and cores allow.'),
};

const platformNames = key(names, 'Platforms of the project that it is for; names or globs. Default all.');

/** The three kinds of file, with the sections of the drivers given; a section may stand anywhere a driver's value may. */
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
    verify: key(z.array(verify), 'What is looked at afterwards, each by the verifier that is named.'),
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
    z.strictObject({ directory: key(filePath, 'Default .saltern.'), ...Object.fromEntries(sections) }),
    'Where results go, and what is written of them.',
  );
}

/** A section may hold any part of a driver's configuration: sections of several levels are put together. */
function toSection(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodObject ? schema.partial().strict() : schema;
}
