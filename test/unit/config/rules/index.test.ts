import { describe, expect, it } from 'vitest';
import { formatPlace } from '../../../../src/base/place/place.ts';
import { loadFiles } from '../../../../src/config/files/load-files.ts';
import { readOutside } from '../../../../src/config/files/read-outside.ts';
import { RULES } from '../../../../src/config/rules/index.ts';
import { settleProject } from '../../../../src/config/settle/settle-project.ts';
import { loadOptions, projectFolder } from '../project-folder.ts';

const PROJECT = 'formula: formulas/ops-ssh\nplatforms: [centos-7, centos-stream-9]\nsuites:\n  default:\n';

/** A project that breaks a rule, and what the rule says; a text is the project file, a map the files. */
interface Case {
  readonly rule: string;
  readonly breaks: string | Readonly<Record<string, string>>;
  readonly says: readonly string[];
}

const CASES: readonly Case[] = [
  {
    rule: 'formulasAreNamed',
    breaks: 'platforms: [centos-7]\nsuites: { default: }\n',
    says: ["saltern.yml:1:1 'formula' is missing: the formula's folder, a git repository, or none"],
  },
  {
    rule: 'formulasAreThere',
    breaks: PROJECT.replace('ops-ssh', 'nope') + 'depends: [ops-tmie, ./formulas, ../none]\n',
    says: [
      "saltern.yml:1:1 there is no folder 'formulas/nope'",
      "saltern.yml:5:11 no formula is called 'ops-tmie', in the project or in '.'",
      "saltern.yml:5:21 'formulas' holds no formula 'formulas': neither a folder of that name nor an sls file",
      "saltern.yml:5:33 there is no folder '../none'",
    ],
  },
  {
    rule: 'formulasDiffer',
    breaks: {
      'saltern.yml': 'platforms: [centos-7]\ninclude: s/*.yml\n',
      's/a.yml': 'formula: ../formulas/ops-ssh\nsuites: { one: }\n',
      's/b.yml': 'suites: { two: }\nformula: ../formulas/ops-ssh\n',
    },
    says: ["s/b.yml:2:1 formula 'ops-ssh' is already in 's/a.yml'"],
  },
  {
    rule: 'instancesFitNames',
    breaks: PROJECT.replace('default:', `${'s'.repeat(190)}:`),
    says: ['centos-7 207', 'centos-stream-9 214'].map((end) => {
      const [platform = '', bytes] = end.split(' ');
      const start = `ops-ssh-${'s'.repeat(190)}-${platform}`.slice(0, 60);
      return `saltern.yml:4:3 the instance '${start}…' has a name of ${bytes} bytes, and may have 200: shorten formula, suite or platform`;
    }),
  },
  {
    rule: 'overlaysNameFormulas',
    breaks: { 'saltern.yml': PROJECT, 'saltern.local.yml': 'formulas: { ops-shs: { tags: [a] } }\n' },
    says: ["saltern.local.yml:1:13 no formula is called 'ops-shs'; did you mean 'ops-ssh'?"],
  },
  {
    rule: 'platformsAreNamed',
    breaks: 'formula: formulas/ops-ssh\nsuites: { default: }\n',
    says: [
      "saltern.yml:1:1 'platforms' is missing: a list of names, or a map with images; known: centos-7, centos-stream-8, centos-stream-9, centos-stream-10, almalinux-8, almalinux-9, almalinux-10, rocky-8 and 11 more",
    ],
  },
  {
    rule: 'platformsMatch',
    breaks: {
      'saltern.yml': 'platforms: [centos-7, centos-8]\ninclude: s/*.yml\n',
      's/a.yml':
        'formula: ../formulas/ops-ssh\nplatforms: [debian-*]\nsuites:\n  one: { includes: [x], excludes: [y, centos-7] }\n',
      'saltern.local.yml': 'platforms: [centos-7, mine]\n',
    },
    says: [
      "saltern.yml:1:23 no platform matches 'centos-8'; known: centos-7, centos-stream-8, centos-stream-9, centos-stream-10 and 15 more",
      "saltern.local.yml:1:23 no platform matches 'mine'; known: centos-7, centos-stream-8, centos-stream-9, centos-stream-10, almalinux-8, almalinux-9, almalinux-10, rocky-8 and 11 more",
      "s/a.yml:2:13 no platform matches 'debian-*'; known: centos-7",
      "s/a.yml:4:21 no platform matches 'x'; known: centos-7",
      "s/a.yml:4:36 no platform matches 'y'; known: centos-7",
    ],
  },
  {
    rule: 'platformsAreListedOnce',
    breaks: PROJECT.replace('centos-stream-9]', 'centos-*, centos-7]'),
    says: ["saltern.yml:2:33 platform 'centos-7' is there twice"],
  },
  {
    rule: 'suitesAreNamed',
    breaks: 'formula: formulas/ops-ssh\nplatforms: [centos-7]\n',
    says: ["saltern.yml:1:1 'suites' is missing: name at least one suite"],
  },
  {
    rule: 'suitesKeepAPlatform',
    breaks: `${PROJECT}    includes: [centos-7]\n    excludes: ['*']\n  other: { excludes: [centos-*] }\n  typo: { includes: [x] }\n`,
    says: [
      "saltern.yml:5:5 suite 'default' is left without any platform by its includes and excludes",
      "saltern.yml:7:12 suite 'other' is left without any platform by its includes and excludes",
    ],
  },
  {
    rule: 'statesAreClear',
    breaks: `${PROJECT}    states: []\n  both: { top: { base: {} }, states: [a] }\n  none: { formula: none, top: {} }\n`,
    says: [
      "saltern.yml:5:5 'states' is empty; without Salt write 'formula: none'",
      "saltern.yml:6:11 either 'states' or 'top', not both",
      "saltern.yml:7:26 'formula: none' applies no states: only checks belong here",
    ],
  },
  {
    rule: 'pillarFilesAreSls',
    breaks: `${PROJECT}    pillar-files: { a.sls: saltern.yml, ../b.sls: saltern.yml, c: saltern.yml }\n`,
    says: [
      "saltern.yml:5:41 expected an sls file's name such as ssh.sls, got '../b.sls'",
      "saltern.yml:5:64 expected an sls file's name such as ssh.sls, got 'c'",
    ],
  },
  {
    rule: 'pillarIsThere',
    breaks: `${PROJECT}    pillar-files: { a.sls: nope.sls, b.sls: formulas }\n    pillar-directories: [formulas, saltern.yml]\n`,
    says: [
      "saltern.yml:5:21 there is no file 'nope.sls'",
      "saltern.yml:5:38 'formulas' is a folder, not a file",
      "saltern.yml:6:36 'saltern.yml' is a file, not a folder",
    ],
  },
  {
    rule: 'checksSaySomething',
    breaks: `${PROJECT}    checks: []\n    verify: []\n`,
    says: [
      "saltern.yml:5:5 'checks' is empty: leave it out, or say what must hold",
      "saltern.yml:6:5 'verify' is empty: leave it out, or say what must hold",
    ],
  },
  {
    rule: 'saltSourceIsWhole',
    breaks: `${PROJECT}salt: { from: onedir, version: 3007.15 }\n`,
    says: ["saltern.yml:5:1 Salt from onedir needs 'location' and 'sha256'"],
  },
  {
    rule: 'againHasReason',
    breaks: `because: it counts\nidempotent: true\n${PROJECT}    idempotent: false\n`,
    says: ["saltern.yml:7:5 'idempotent: false' needs a reason: add 'because'"],
  },
  {
    rule: 'stepsMakeSense',
    breaks: `${PROJECT}    steps: []
  first: { steps: [reboot, converge, converge] }
  nothing: { formula: none, steps: [converge, reboot] }
  unseen: { steps: [converge], checks: { service: { sshd: { running: true } } } }
`,
    says: [
      "saltern.yml:5:5 'steps' is empty: leave it out, or say what `test` does",
      "saltern.yml:6:20 'steps' must begin with 'converge' where there are states, got 'reboot'",
      "saltern.yml:6:38 'steps' may have 'converge' only once; each further pass is 'again'",
      "saltern.yml:7:29 'steps' proves nothing: it needs 'converge' or 'verify'",
      "saltern.yml:8:13 'steps' has no 'verify', so the checks would never run",
    ],
  },
  {
    rule: 'driversAreKnown',
    breaks: 'formula: formulas/ops-ssh\nplatforms: { mine: { driver: dokcer } }\nsuites: { default: }\n',
    says: ["saltern.yml:2:22 there is no driver 'dokcer'; did you mean 'docker'?"],
  },
  {
    rule: 'driverConfigFits',
    breaks: 'formula: formulas/ops-ssh\nplatforms: { mine: { memory: 1.5 } }\nsuites: { default: }\n',
    says: [
      "saltern.yml:2:14 platform 'mine' needs 'image' for driver 'docker'",
      "saltern.yml:2:22 driver 'docker', 'memory': Invalid input",
    ],
  },
  {
    rule: 'snapshotSourceFits',
    breaks: {
      'saltern.yml': PROJECT + 'snapshots:\n  source:\n    shop: { shelf: b }\n',
      'saltern.local.yml': 'snapshots: { source: { shop: { shelf: c } } }\n',
    },
    says: ["saltern.local.yml:1:24 source 'shop', 'url' is missing"],
  },
  {
    rule: 'instancesDiffer',
    breaks: {
      'saltern.yml': 'platforms: [centos-7]\ninclude: s/*.yml\n',
      's/a.yml': 'formula: ../formulas/ops-ssh\nformula-name: ops\nsuites: { ssh-one: { states: [a] } }\n',
      's/b.yml': 'formula: ../formulas/ops-ssh\nsuites: { one: }\n',
      'formulas/ops-ssh/ops/init.sls': '',
    },
    says: ["s/b.yml:2:11 two instances are called 'ops-ssh-one-centos-7'; the other is suite 'ssh-one' at s/a.yml:3"],
  },
  {
    rule: 'statesAreThere',
    breaks: {
      'saltern.yml': `formula: formulas/ops-ssh
depends: [./formulas/ops-time]
platforms: [centos-7]
suites:
  default: { states: [ops-ssh, ops-ssh.bannr, ops-time, ops-tmie, gone] }
  glob: { states: ['ops-ssh.*'] }
  hook: { states: [made.later], hooks: [{ before: converge, run: make }] }
  roots: { states: [elsewhere], minion: { file_roots: { base: [/opt/more] } } }
`,
      'formulas/ops-ssh/ops-ssh/banner.sls': '',
    },
    says: [
      "saltern.yml:5:32 there is no state 'ops-ssh.bannr' in the formula or what it depends on: neither ops-ssh/bannr.sls nor ops-ssh/bannr/init.sls; did you mean 'ops-ssh.banner'?",
      "saltern.yml:5:57 there is no state 'ops-tmie' in the formula or what it depends on: neither ops-tmie.sls nor ops-tmie/init.sls; did you mean 'ops-time'?",
      "saltern.yml:5:67 there is no state 'gone' in the formula or what it depends on: neither gone.sls nor gone/init.sls",
    ],
  },
];

describe('the rule', () => {
  it.each(CASES)('$rule says what is wrong, and where', async ({ rule, breaks, says }) => {
    expect(await judge(rule, breaks)).toEqual(says);
  });

  it.each(RULES.map(({ name }) => name))('%s says nothing of a project that is right', async (rule) => {
    expect(await judge(rule, PROJECT)).toEqual([]);
  });

  it.each(RULES.map(({ name }) => name))('%s has a case above', (rule) => {
    expect(CASES.map((one) => one.rule)).toContain(rule);
  });
});

async function judge(name: string, files: Case['breaks']): Promise<readonly string[]> {
  await using folder = await projectFolder(typeof files === 'string' ? { 'saltern.yml': files } : files);
  const options = loadOptions(folder);
  const outside = readOutside({ ...options, drivers: options.drivers });
  const rule = RULES.find((one) => one.name === name);
  const problems = await rule?.(await settleProject(await loadFiles(options, ['docker']), outside));
  return [...new Set(problems?.map((problem) => `${formatPlace(problem)} ${problem.message}`))];
}
