import { z } from 'zod';
import { PHASES, STEPS } from '../../contract/phases.ts';
import { DEFAULT_TIME_LIMITS, type TimeLimit } from '../../contract/time-limits.ts';
import { duration, filePath, key, looseText, need, pathOrUrl, sha256, text } from '../../base/yaml/schema-words.ts';
import { DEFAULTS, DEFAULT_SALT_VERSION } from './defaults.ts';

/* Keys that several of the shapes have. */

export const anyMap = z.record(z.string(), z.unknown());
export const names = z.array(looseText);

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
export const saltKey = key(
  salt,
  `Salt version, or where Salt comes from. A bare version means \`from: pip\`, because a onedir tarball needs its location and sha256. Default ${DEFAULT_SALT_VERSION}.`,
);

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

export const hooks = key(
  z.array(hook),
  'Shell lines before or after a phase; those of project, suite file and suite all run.',
);
export const tags = key(names, 'Words to select instances by; those of project, suite file and suite all count.');
export const timeouts = key(
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
export const idempotent = key(
  z.union([
    z.boolean(),
    z.strictObject({ except: need(z.record(z.string(), text), 'State id: the reason why it may change again.') }),
  ]),
  'Whether `again` must change nothing. `false` needs `because`. Default true.',
);
export const because = key(text, 'The reason for `idempotent: false`.');
export const steps = key(
  z.array(z.enum(STEPS)),
  'What `test` does, in this order; `again` is a further pass, which must change nothing. Default converge, again, verify.',
);

export const prepare = key(
  z.strictObject({
    commands: key(
      z.array(text),
      'Shell lines run as root once repositories and Salt are in; those of project and platform all run.',
    ),
    update: key(z.boolean(), 'Bring the image’s own packages to the snapshot’s state. Default true.'),
    environment: key(z.record(z.string(), looseText), 'Environment of the prepare steps only.'),
    mounts: key(z.record(filePath, text), 'Host path: guest path, mounted read-only only while preparing.'),
  }),
  'Additional set-up of the prepared image.',
);
export const driver = key(text, `Name of the driver. Default ${DEFAULTS.driver}.`);

function limit(name: TimeLimit, about = '') {
  return key(duration, `${about} Default ${DEFAULT_TIME_LIMITS[name]}.`.trimStart());
}
