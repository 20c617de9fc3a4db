import { z } from 'zod';
import { PHASES, STEPS } from '../../contract/phases.ts';
import { DEFAULT_TIME_LIMITS, type TimeLimit } from '../../contract/time-limits.ts';
import {
  duration,
  filePath,
  key,
  knownText,
  looseSetting,
  looseText,
  need,
  pathOrUrl,
  sha256,
  settingText,
  text,
} from '../../base/yaml/schema-words.ts';
import { BUILT_IN_PLATFORMS } from './built-in-platforms.ts';
import { DEFAULT_SALT_VERSION } from './defaults.ts';

/* Keys that several of the shapes have. */

export const anyMap = z.record(z.string(), z.unknown());
export const names = z.array(looseText);
/** Names or globs of platforms. */
export const platformNames = z.array(knownText('platform', Object.keys(BUILT_IN_PLATFORMS)));

const ONEDIR =
  'https://packages.broadcom.com/artifactory/saltproject-generic/onedir/3007.15/salt-3007.15-onedir-linux-x86_64.tar.xz';

const salt = z.union([
  looseSetting,
  z.strictObject({
    version: key(looseSetting, 'Salt version. On its own it means `from: pip`.', { examples: [DEFAULT_SALT_VERSION] }),
    from: key(
      z.enum(['onedir', 'pip', 'snapshot', 'image']),
      'onedir: a tarball given by location and sha256. pip: from the package index, with the guest’s Python. snapshot: packages of the snapshot. image: what the image holds.',
      { default: 'pip' },
    ),
    location: key(pathOrUrl, 'onedir: http(s) URL or path of the tarball.', { examples: [ONEDIR] }),
    sha256: key(sha256, 'onedir: digest of the tarball.', { examples: ['0'.repeat(64)] }),
    python: key(settingText, 'pip: the guest’s interpreter. Default python3.', {
      default: 'python3',
      examples: ['python3.11'],
    }),
    packages: key(z.array(text), 'snapshot: packages to install. Default salt-minion.', {
      default: ['salt-minion'],
    }),
  }),
]);
export const saltKey = key(
  salt,
  `Salt version, or where Salt comes from. A bare version means \`from: pip\`, because a onedir tarball needs its location and sha256. Default: what the platform can hold, else ${DEFAULT_SALT_VERSION}.`,
  { examples: [DEFAULT_SALT_VERSION, { from: 'image' }] },
);

const hook = z
  .strictObject({
    before: key(z.enum(PHASES), 'Run before this phase.', { examples: ['verify'] }),
    after: key(z.enum(PHASES), 'Run after this phase.', { examples: ['create'] }),
    on: key(z.enum(['guest', 'host']), 'Where it runs: in the guest as root, or on this machine. Default guest.', {
      default: 'guest',
    }),
    run: need(text, 'Shell line.', { examples: ['systemctl restart sshd'] }),
  })
  .refine(
    (value) => (value.before === undefined) !== (value.after === undefined),
    "a hook needs either 'before' or 'after'",
  )
  .meta({ title: 'hook' });

export const hooks = key(
  z.array(hook),
  'Shell lines before or after a phase; those of project, suite file and suite all run.',
  { examples: [[{ after: 'create', run: 'echo ready' }]] },
);
export const tags = key(names, 'Words to select instances by; those of project, suite file and suite all count.', {
  examples: [['nightly']],
});
export const timeouts = key(
  z.strictObject({
    prepare: limit('prepare', 'Making the prepared image.'),
    create: limit('create'),
    converge: limit('converge', 'One pass of Salt.'),
    again: key(duration, 'A further pass. Default: as `converge`.', { examples: ['10m'] }),
    state: limit('state', 'Longest time without any state finishing.'),
    reboot: limit('reboot'),
    verify: limit('verify'),
    destroy: limit('destroy'),
  }),
  'Longest time of each phase, such as 90s, 30m, 1h.',
  { examples: [{ converge: '45m' }] },
);
export const idempotent = key(
  z.union([
    z.boolean(),
    z.strictObject({
      except: need(z.record(z.string(), text), 'State id: the reason why it may change again.', {
        examples: [{ 'sshd-banner': 'the banner holds the date' }],
      }),
    }),
  ]),
  'Whether `again` must change nothing. `false` needs `because`. Default true.',
  { default: true },
);
export const because = key(text, 'The reason for `idempotent: false`.', {
  examples: ['the repository hands out a new key at each pass'],
});
export const steps = key(
  z.array(z.enum(STEPS)),
  'What `test` does, in this order; `again` is a further pass, which must change nothing. Default converge, again, verify.',
  { default: ['converge', 'again', 'verify'], examples: [['converge', 'reboot', 'verify', 'again']] },
);

export const secrets = key(
  z.strictObject({
    pillar: key(names, 'Keys of the pillar, parts joined by `:`; `*` is any one. All that is below a key is secret.', {
      examples: [['db:password', 'users:*:hash']],
    }),
    files: key(
      names,
      'Pillar files of which every value is secret: names below the pillar root, as in `pillar-files`, or globs.',
      { examples: [['secrets.sls', 'keys/*.sls']] },
    ),
    environment: key(names, 'Variables of the environment whose values are secret.', {
      examples: [['DEPLOY_TOKEN']],
    }),
  }),
  'What is never shown or kept: wherever it would stand, there is `••••`. Those of project, suite file and suite all count.',
  { examples: [{ pillar: ['db:password'], files: ['secrets.sls'], environment: ['DEPLOY_TOKEN'] }] },
);

export const prepare = key(
  z.strictObject({
    commands: key(
      z.array(text),
      'Shell lines run as root once repositories and Salt are in; those of project and platform all run.',
      { examples: [['dnf config-manager --set-enabled crb']] },
    ),
    update: key(z.boolean(), 'Bring the image’s own packages to the snapshot’s state. Default true.', {
      default: true,
    }),
    environment: key(z.record(z.string(), looseSetting), 'Environment of the prepare steps only.', {
      examples: [{ HTTPS_PROXY: 'http://proxy.example:3128' }],
    }),
    mounts: key(z.record(filePath, settingText), 'Host path: guest path, mounted read-only only while preparing.', {
      examples: [{ './company.pem': '/tmp/company.pem' }],
    }),
  }),
  'Additional set-up of the prepared image.',
  { examples: [{ commands: ['dnf config-manager --set-enabled crb'] }] },
);

function limit(name: TimeLimit, about = '') {
  const time = DEFAULT_TIME_LIMITS[name];
  return key(duration, `${about} Default ${time}.`.trimStart(), { default: time });
}
