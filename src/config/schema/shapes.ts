import { z } from 'zod';
import { durationPattern, type DurationUnit } from '../../base/time/parse-duration.ts';
import { filePath, key, looseText, nameText, need, pathOrName, pathOrUrl, text } from '../../base/yaml/schema-words.ts';
import { DEFAULTS } from './defaults.ts';
import { saltData } from './salt-data.ts';
import {
  anyMap,
  because,
  driver,
  hooks,
  idempotent,
  names,
  prepare,
  saltKey,
  steps,
  tags,
  timeouts,
} from './shared-keys.ts';

/* Keys of a suite, a formula, a platform and a project, without the sections of drivers, verifiers, reporters and sources. */

/** A folder of this machine that is a file root as a whole: kitchen's `is_file_root`. */
const stateTree = z.strictObject({
  root: need(filePath, 'Folder that is a whole state tree: its content is the file root, with its own `top.sls`.'),
});

const environments = key(
  names,
  'Salt environments beside `base`, for `saltenv`; all have the same files. Those that `top` or `minion: { saltenv }` names need not be repeated.',
);

const git = {
  git: need(pathOrUrl, 'URL or path of a git repository; cloned on this machine, never in a guest.'),
  ref: key(looseText, 'Branch, tag or commit. Default: the repository’s default branch.'),
  path: key(text, 'Folder of the formula within the repository. Default: its root.'),
};

export const suiteShape = {
  formula: key(z.literal('none'), '`none`: no Salt at all, only checks.'),
  states: key(names, 'States to apply, in this order. Default: the formula’s name.'),
  top: key(anyMap, 'A top file, instead of states: applied as highstate.'),
  environments,
  pillar: key(
    saltData,
    'Pillar data, which means what it would mean in a file of Salt’s: `0644` is 644, `yes` is true.',
  ),
  'pillar-files': key(z.record(z.string(), filePath), 'Pillar sls name: path of a file, copied byte for byte.'),
  'pillar-directories': key(z.array(filePath), 'Folders copied into the pillar root.'),
  'pillar-top': key(
    anyMap,
    'A top file of the pillar, instead of one of the files: says which sls of `pillar-directories` and `pillar-files` count.',
  ),
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

export const formulaShape = {
  formula: key(
    z.union([z.literal('none'), filePath, stateTree, z.strictObject(git)]),
    'Folder of the formula, its git repository, or a whole state tree; `none`: no Salt at all, only checks.',
  ),
  'formula-name': key(nameText, 'Name of the formula. Default: the folder’s name without `-formula`.'),
  depends: key(
    z.array(
      z.union([
        pathOrName,
        z.strictObject({
          path: need(filePath, 'Folder of the formula.'),
          name: key(nameText, 'Name of the formula. Default: the folder’s name without `-formula`.'),
        }),
        z.strictObject({
          ...git,
          name: key(nameText, 'Name of the formula. Default: the repository’s name without `-formula`.'),
        }),
      ]),
    ),
    'Formulas that this one includes: a name (another formula of the project, or a folder in or beside this one), a path, or a git repository.',
  ),
  ignore: key(
    names,
    'What in the formula’s folder does not belong to it, as in a `.gitignore`. Litter of editors, Python and version control never does.',
  ),
  salt: saltKey,
  hooks,
  tags,
  timeouts,
  steps,
  idempotent,
  because,
};

export const platformShape = {
  image: key(text, 'Image of the platform, unless a driver’s section has its own.'),
  salt: saltKey,
  driver,
  repositories: key(names, 'Members of the snapshot, instead of those under `snapshots`.'),
  prepare,
  timeouts,
  memory: key(z.union([text, z.number()]), 'Memory of an instance, such as 512M or 2G.'),
  cpus: key(z.number().positive('a number above 0'), 'Cores of an instance; may be a fraction.'),
};

export const snapshotShape = {
  root: key(filePath, 'Folder of the snapshots on this machine.'),
  url: key(
    z.url({ protocol: /^https?$/, error: 'an http(s) URL' }),
    'Where guests find the same folder; default: it is mounted.',
  ),
  repositories: key(z.record(looseText, names), 'Platform name or glob: members of the snapshot, in this order.'),
};

/** Units of the age up to which runs stay. */
export const RUN_AGE_UNITS = ['h', 'd', 'w'] as const satisfies readonly DurationUnit[];

export const projectShape = {
  ...formulaShape,
  name: key(nameText, 'Name of the project. Default: the folder’s name.'),
  driver,
  prepare,
  gate: key(filePath, 'Gate policy. Default gate.yml.'),
  include: key(z.union([text, z.array(text)]), 'Suite files: paths or globs, relative to this file.'),
  destroy: key(
    z.enum(['passing', 'always', 'never']),
    `When an instance is removed after \`test\`. Default ${DEFAULTS.destroy}.`,
  ),
  concurrency: key(
    z.int().positive('a number above 0'),
    'At most this many instances at once. Default: as memory and cores allow.',
  ),
  runs: key(
    z.strictObject({
      keep: key(
        z.union([
          z.int().positive('a number above 0'),
          z.string().regex(durationPattern(RUN_AGE_UNITS), 'a number of runs, or an age such as 12h, 30d or 8w'),
        ]),
        `How many runs stay, or for how long: their logs and reports. Those of the newest verdicts, and evidence, always do. Default ${DEFAULTS.runs.keep}.`,
      ),
    }),
    'What is kept of runs.',
  ),
};
