import { z } from 'zod';
import { durationPattern, type DurationUnit } from '../../base/time/parse-duration.ts';
import {
  filePath,
  key,
  knownText,
  looseSetting,
  looseText,
  nameText,
  need,
  pathOrName,
  pathOrUrl,
  settingText,
} from '../../base/yaml/schema-words.ts';
import { findChannelNameTrouble } from '../../contract/channel-name.ts';
import { STALE_POLICIES } from '../../contract/stale.ts';
import { BUILT_IN_PLATFORMS } from './built-in-platforms.ts';
import { DEFAULTS } from './defaults.ts';
import { auditSettings } from './audit-shape.ts';
import { farmSettings } from './farm-shape.ts';
import { signingSettings } from './signing-shape.ts';
import { historySettings } from './history-shape.ts';
import { notifyKey } from './notify-shape.ts';
import { saltData } from './salt-data.ts';
import {
  anyMap,
  because,
  hooks,
  idempotent,
  names,
  platformNames,
  prepare,
  saltKey,
  secrets,
  steps,
  tags,
  timeouts,
} from './shared-keys.ts';
import { siteSettings } from './site-shape.ts';

/*
 * Keys of a suite, a formula, a platform and a project, without the sections of drivers, verifiers, reporters and sources.
 * They stand in the order in which editors are to offer them.
 */

/** A folder of this machine that is a file root as a whole: kitchen's `is_file_root`. */
const stateTree = z
  .strictObject({
    root: need(filePath, 'Folder that is a whole state tree: its content is the file root, with its own `top.sls`.', {
      examples: ['salt'],
    }),
  })
  .meta({ title: 'state tree' });

const git = {
  git: need(pathOrUrl, 'URL or path of a git repository; cloned on this machine, never in a guest.', {
    examples: ['https://github.com/saltstack-formulas/openssh-formula'],
  }),
  ref: key(looseSetting, 'Branch, tag or commit. Default: the repository’s default branch.', { examples: ['v1.2.0'] }),
  path: key(settingText, 'Folder of the formula within the repository. Default: its root.', {
    examples: ['formulas/ssh'],
  }),
};

const NAME_OF_FOLDER = 'Name of the formula. Default: the folder’s name without `-formula`.';

/** What a suite applies. */
export const suiteShape = {
  states: key(names, 'States to apply, in this order. Default: the formula’s name.', {
    examples: [['ops-ssh', 'ops-ssh.banner']],
  }),
  top: key(anyMap, 'A top file, instead of states: applied as highstate.', {
    examples: [{ base: { '*': ['ops-ssh'] } }],
  }),
  pillar: key(
    saltData,
    'Pillar data, which means what it would mean in a file of Salt’s: `0644` is 644, `yes` is true.',
    { examples: [{ ssh: { port: 2222 } }] },
  ),
  'pillar-files': key(z.record(z.string(), filePath), 'Pillar sls name: path of a file, copied byte for byte.', {
    examples: [{ 'ssh.sls': 'pillar.example' }],
  }),
  'pillar-directories': key(z.array(filePath), 'Folders copied into the pillar root.', {
    examples: [['test/pillar']],
  }),
  'pillar-top': key(
    anyMap,
    'A top file of the pillar, instead of one of the files: says which sls of `pillar-directories` and `pillar-files` count.',
    { examples: [{ base: { '*': ['ssh'] } }] },
  ),
  grains: key(saltData, 'Grains of the instance.', { examples: [{ roles: ['web'] }] }),
  minion: key(saltData, 'Added to the minion configuration.', { examples: [{ id: 'web1.example' }] }),
  environments: key(
    names,
    'Salt environments beside `base`, for `saltenv`; all have the same files. Those that `top` or `minion: { saltenv }` names need not be repeated.',
    { examples: [['prod']] },
  ),
};

/** Where a suite is tested, and how. */
export const suiteTestShape = {
  includes: key(platformNames, 'Only these platforms; names or globs.', { examples: [['centos-stream-*']] }),
  excludes: key(platformNames, 'Not these platforms; names or globs.', { examples: [['centos-7']] }),
  steps,
  idempotent,
  because,
  hooks,
  secrets,
  tags,
  timeouts,
  formula: key(z.literal('none'), '`none`: no Salt at all, only checks.'),
};

/** What is tested. */
export const formulaShape = {
  formula: key(
    z.union([z.literal('none'), filePath, stateTree, z.strictObject(git).meta({ title: 'git repository' })]),
    'Folder of the formula, its git repository, or a whole state tree; `none`: no Salt at all, only checks.',
    { examples: ['.', '../formulas/ops-ssh', { root: 'salt' }, { git: 'https://git.example/ops-ssh', ref: 'v1.2.0' }] },
  ),
  'formula-name': key(nameText, NAME_OF_FOLDER, { examples: ['ops-ssh'] }),
  owner: key(
    looseText,
    'Who keeps the formula, and is named where it fails: a name or a mail address. In the project file: of all formulas that name none.',
    { examples: ['jane@example.org', 'team storage'] },
  ),
  depends: key(
    z.array(
      z.union([
        pathOrName,
        z
          .strictObject({
            path: need(filePath, 'Folder of the formula.', { examples: ['../ops-yum-formula'] }),
            name: key(nameText, NAME_OF_FOLDER, { examples: ['ops-yum'] }),
          })
          .meta({ title: 'folder' }),
        z
          .strictObject({
            ...git,
            name: key(nameText, 'Name of the formula. Default: the repository’s name without `-formula`.', {
              examples: ['openssh'],
            }),
          })
          .meta({ title: 'git repository' }),
      ]),
    ),
    'Formulas that this one includes: a name (another formula of the project, or a folder in or beside this one), a path, or a git repository.',
    { examples: [['ops-yum']] },
  ),
  ignore: key(
    names,
    'What in the formula’s folder does not belong to it, as in a `.gitignore`. Litter of editors, Python and version control never does.',
    { examples: [['*.iso', '/docs']] },
  ),
};

/** What holds for all suites of a file. */
export const testShape = { salt: saltKey, steps, idempotent, because, hooks, secrets, tags, timeouts };

export const platformShape = {
  image: key(settingText, 'Image of the platform, unless a driver’s section has its own.', {
    examples: ['quay.io/centos/centos:stream9'],
  }),
  salt: saltKey,
  repositories: key(names, 'Members of the snapshot, instead of those under `snapshots`.', {
    examples: [['base9', 'extras9']],
  }),
  prepare,
  memory: key(z.union([settingText, z.number()]), 'Memory of an instance, such as 512M or 2G.', { examples: ['1G'] }),
  cpus: key(z.number().positive('a number above 0'), 'Cores of an instance; may be a fraction.', {
    examples: [1, 0.5],
  }),
  timeouts,
};

/** Units of the age of a snapshot. */
export const SNAPSHOT_AGE_UNITS = ['h', 'd', 'w'] as const satisfies readonly DurationUnit[];

const keyFiles = z.array(filePath).min(1, "'keys' names no file");

const signedMember = z.strictObject({
  files: need(keyFiles, 'Files with public keys, armoured or not.', { examples: [['keys/RPM-GPG-KEY-own']] }),
  metadata: key(z.boolean(), 'Whether repomd.xml must be signed as well. Default true.', { default: true }),
});

export const snapshotShape = {
  root: key(filePath, 'Folder of the snapshots on this machine.', { examples: ['/srv/mirror'] }),
  url: key(
    z.url({ protocol: /^https?$/, error: 'an http(s) URL' }).meta({ hasVariables: true }),
    'Where guests find the same folder; default: it is mounted.',
    { examples: ['http://mirror.example/'] },
  ),
  repositories: key(
    z.record(knownText('platform', Object.keys(BUILT_IN_PLATFORMS)), names.meta({ examples: [['base9', 'extras9']] })),
    'Platform name or glob: members of the snapshot, in this order.',
    { examples: [{ 'centos-stream-9': ['base9', 'extras9'] }] },
  ),
  stale: key(
    z.enum(STALE_POLICIES),
    'A repository that cannot be taken: allow, its last good one stands in, marked as stale, as long as another could be taken; refuse, no snapshot is made. Default allow.',
    { default: 'allow' },
  ),
  keys: key(
    z.record(looseText, z.union([keyFiles, signedMember])),
    'Member name or glob: public keys that its packages and its repomd.xml must be signed with, for `saltern snapshot verify`.',
    { examples: [{ base9: ['keys/RPM-GPG-KEY-centosofficial'] }] },
  ),
  prune: key(
    z.strictObject({
      keep: need(z.int().min(1, 'a whole number from 1 on'), 'So many of the newest stay.', { examples: [30] }),
      'min-age': key(
        z.string().regex(durationPattern(SNAPSHOT_AGE_UNITS), 'an age such as 36h, 90d or 12w'),
        'What is younger stays as well. Default: nothing.',
        { examples: ['90d'] },
      ),
      decisions: key(
        z.string().regex(durationPattern(SNAPSHOT_AGE_UNITS), 'an age such as 36h, 90d or 12w'),
        'What decisions of the gate rest on goes when it is older, but for what channels may go back to; the log keeps their answers and digests. Default: it stays.',
        { examples: ['365d'] },
      ),
    }),
    'Snapshots that need not stay; the nightly removes the others. Whatever is referred to always stays.',
    { examples: [{ keep: 30, 'min-age': '90d' }] },
  ),
};

/** Units of the age up to which runs stay. */
export const RUN_AGE_UNITS = ['h', 'd', 'w'] as const satisfies readonly DurationUnit[];

/** Units of the age of a night. */
export const NIGHT_AGE_UNITS = ['m', 'h', 'd', 'w'] as const satisfies readonly DurationUnit[];

/** The name of a channel. */
export const channelName = looseText.refine((name) => findChannelNameTrouble(name) === undefined, {
  error: ({ input }) => findChannelNameTrouble(String(input)) ?? '',
});

/** Which project this is. */
export const projectShape = {
  name: key(nameText, 'Name of the project. Default: the folder’s name.', { examples: ['fleet'] }),
};

const PROM_EXAMPLE = '/var/lib/prometheus/node-exporter/saltern.prom';

/** Node exporter leaves out what has another ending. */
const promFile = z
  .string()
  .regex(/\.prom$/, "a path that ends in '.prom', as node exporter wants it")
  .meta({ reads: 'path' });

/** What holds for a whole project beside its suites. */
export const fleetShape = {
  include: key(z.union([settingText, z.array(settingText)]), 'Suite files: paths or globs, relative to this file.', {
    examples: ['suites/*.yml'],
  }),
  prepare,
  gate: key(filePath, 'Gate policy. Default gate.yml.', { default: DEFAULTS.gate }),
  destroy: key(
    z.enum(['passing', 'always', 'never']),
    `When an instance is removed after \`test\`. Default ${DEFAULTS.destroy}.`,
    { default: DEFAULTS.destroy },
  ),
  concurrency: key(
    z.int().positive('a number above 0'),
    'At most this many instances at once. Default: as memory and cores allow.',
    { examples: [4] },
  ),
  metrics: key(
    z.union([promFile, z.strictObject({ file: need(promFile, 'Path of the file.', { examples: [PROM_EXAMPLE] }) })]),
    'File of results for monitoring, which node exporter reads from its `textfile` folder; its name ends in `.prom`. Default: none.',
    { examples: [PROM_EXAMPLE, { file: PROM_EXAMPLE }] },
  ),
  runs: key(
    z.strictObject({
      keep: key(
        z.union([
          z.int().positive('a number above 0'),
          z.string().regex(durationPattern(RUN_AGE_UNITS), 'a number of runs, or an age such as 12h, 30d or 8w'),
        ]),
        `How many runs stay, or for how long: their logs and reports. Those of the newest verdicts, and evidence, always do. Default ${DEFAULTS.runs.keep}.`,
        { default: DEFAULTS.runs.keep, examples: [200, '30d'] },
      ),
    }),
    'What is kept of runs.',
  ),
  history: historySettings,
  farm: farmSettings,
  audit: auditSettings,
  signing: signingSettings,
  nightly: key(
    z.strictObject({
      channel: key(channelName, `The channel that a night is for. Default ${DEFAULTS.nightly.channel}.`, {
        default: DEFAULTS.nightly.channel,
      }),
      promote: key(
        z.boolean(),
        'Whether the channel moves when the gate says promote; false: it is only judged. Default true.',
        { default: DEFAULTS.nightly.promote },
      ),
      derive: key(
        z.boolean(),
        'Whether a night tests its snapshot without what a hold beside the policy keeps back; false: the snapshot as it was taken, which the gate refuses. Default true.',
        { default: DEFAULTS.nightly.derive },
      ),
      'max-age': key(
        z.string().regex(durationPattern(NIGHT_AGE_UNITS), 'a time with its unit, such as 90m, 26h or 7d'),
        `\`nightly --status\` asks for a night that ended within this time, and one that was stopped is gone on with within it. Default ${DEFAULTS.nightly['max-age']}.`,
        { default: DEFAULTS.nightly['max-age'], examples: ['26h'] },
      ),
    }),
    'What `saltern nightly` does.',
  ),
  notify: notifyKey,
  site: siteSettings,
  changed: key(
    z.strictObject({
      ignore: key(
        names,
        'Files that can affect no instance, as in a `.gitignore` at the top of the repository. What an instance is known to use is never left out.',
        { examples: [['/website', 'Makefile']] },
      ),
    }),
    'What `saltern changed` and `--changed` make of a repository’s files.',
  ),
};
