import { describe, expect, it } from 'vitest';
import { ALL, BASE, gitProject, LONE, THREE_FORMULAS, WEB } from '../../support/git-project.ts';

const TEST = 'checks: { command: { "true": { exit-status: 0 } } }';
const edit = (path: string, change: (text: string) => string): Readonly<Record<string, string>> => ({
  [path]: change(THREE_FORMULAS[path] ?? ''),
});

describe('a file selects the instances that it can affect, and no other', () => {
  it.each<readonly [title: string, edits: Readonly<Record<string, string>>, selected: readonly string[], kind: string]>(
    [
      ['of a formula that others depend on', { 'formulas/base/base/init.sls': 'x' }, [...BASE, ...WEB], 'formula'],
      ['of a formula that stands alone', { 'formulas/lone/lone/init.sls': 'x' }, LONE, 'formula'],
      ['that is new in a tree', { 'formulas/web/web/files/new.conf': 'x' }, WEB, 'formula'],
      ['of a module beside a tree', { 'formulas/web/_modules/web.py': 'x' }, WEB, 'formula'],
      ['in the folder of a formula, of which nobody knows what for', { 'formulas/web/Rakefile': 'x' }, WEB, 'unknown'],
      ['of a pillar', { 'pillar/lone.sls': 'a: 2' }, LONE, 'pillar'],
      ['that a hook runs', { 'scripts/prepare.sh': 'true' }, LONE, 'script'],
      ['of checks', edit('checks/lone.yaml', (text) => text.replace('0', '1')), LONE, 'checks'],
      [
        'of a suite',
        edit('suites/base.yml', (text) => text.replace('default: {', 'default: { pillar: { a: 1 },')),
        BASE,
        'suite',
      ],
      [
        'with a new suite',
        edit('suites/base.yml', (text) => `${text}  more: { ${TEST} }\n`),
        ['base-more-here', 'base-more-there'],
        'suite',
      ],
      [
        'of the project, for one platform',
        edit('saltern.yml', (text) => text.replace('two', 'three')),
        ['base-default-there', 'web-default-there'],
        'settings',
      ],
      [
        'of the project, for all',
        edit('saltern.yml', (text) => text.replace('salt: { from: image }', 'salt: 3007.1')),
        ALL,
        'settings',
      ],
      ['that belongs to nothing', { Makefile: 'all: x' }, ALL, 'unknown'],
    ],
  )('%s', async (_title, edits, selected, kind) => {
    await using project = await gitProject(THREE_FORMULAS);
    for (const [path, text] of Object.entries(edits)) project.write(path, text);

    const fleet = await project.changed();

    expect(fleet.selected.map(({ name }) => name)).toEqual(selected);
    expect(fleet.selected[0]?.reasons[0]).toMatchObject({ kind, file: Object.keys(edits)[0] });
    expect(fleet.untouched).toBe(ALL.length - selected.filter((name) => ALL.includes(name)).length);
  });
});

describe('a file selects nothing, and it is said why', () => {
  it.each<readonly [title: string, edits: Readonly<Record<string, string>>, why: string]>([
    ['documentation', { 'README.md': 'other' }, 'documentation'],
    ['documentation of a formula beside its tree', { 'formulas/web/README.md': 'x' }, 'documentation'],
    ['the gate policy', { 'gate.yml': 'x: 1' }, 'the gate judges results and changes none'],
    ['what saltern writes', { '.saltern/badge.svg': '<svg/>' }, 'saltern writes it'],
    [
      'other words for the same settings',
      edit('suites/base.yml', (text) => `# why\n${text}`),
      'it changes no instance',
    ],
    [
      'how long something may take',
      edit('suites/base.yml', (text) => `${text}  \ntimeouts: { verify: 9m }\n`),
      'it changes no instance',
    ],
    [
      'whom to tell, and what is kept',
      edit('saltern.yml', (text) => `${text}runs: { keep: 3 }\n`),
      'of what it says, runs changes no instance',
    ],
    ['other words for the same checks', edit('checks/lone.yaml', (text) => `# why\n${text}`), 'it changes no instance'],
  ])('%s', async (_title, edits, why) => {
    await using project = await gitProject(THREE_FORMULAS);
    for (const [path, text] of Object.entries(edits)) project.write(path, text);

    const fleet = await project.changed();

    expect(fleet.selected).toEqual([]);
    expect(fleet.ignored).toEqual([{ file: Object.keys(edits)[0], why }]);
  });

  it('what the project lists as ignorable, but never what an instance uses', async () => {
    await using project = await gitProject({
      ...THREE_FORMULAS,
      'saltern.yml': `${THREE_FORMULAS['saltern.yml']}changed: { ignore: [Makefile, /website, /formulas] }\n`,
    });
    project.write('Makefile', 'all: other');
    project.write('website/index.html', '<p>');
    project.write('formulas/lone/lone/init.sls', 'x');

    const fleet = await project.changed();

    expect(fleet.selected.map(({ name }) => name)).toEqual(LONE);
    expect(fleet.ignored.map(({ file }) => file)).toEqual(['Makefile', 'website/index.html']);
  });

  it('a formula that is gone with its suites', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    for (const path of ['formulas/lone', 'suites/lone.yml', 'checks/lone.yaml']) project.remove(path);

    const fleet = await project.changed();

    expect(fleet.selected).toEqual([]);
    expect(fleet.untouched).toBe(4);
  });
});

describe('what changed is compared with where the work began', () => {
  it('so that what the base got meanwhile does not count', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    await project.git('checkout', '--quiet', 'main');
    project.write('formulas/lone/lone/init.sls', 'of somebody else');
    await project.commit();
    await project.git('checkout', '--quiet', 'work');
    project.write('formulas/web/web/init.sls', 'mine');
    await project.commit();

    const fleet = await project.changed();

    expect(fleet.files).toEqual(['formulas/web/web/init.sls']);
    expect(fleet.commit).toMatch(/^[0-9a-f]{40}$/);
  });

  it('committed or not, staged or not, and new files that git does not ignore', async () => {
    await using project = await gitProject({ ...THREE_FORMULAS, '.gitignore': '*.log\n' });
    project.write('formulas/web/web/init.sls', 'committed');
    await project.commit();
    project.write('formulas/web/web/map.jinja', 'staged');
    await project.git('add', 'formulas/web/web/map.jinja');
    project.write('formulas/web/web/new.sls', 'untracked');
    project.write('formulas/web/web/a.log', 'ignored');

    const fleet = await project.changed();

    expect(fleet.files.map((file) => file.slice('formulas/web/web/'.length))).toEqual([
      'init.sls',
      'map.jinja',
      'new.sls',
    ]);
  });

  it('a renamed file counts where it was and where it is', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    await project.git('mv', 'formulas/web/web/map.jinja', 'formulas/lone/lone/map.jinja');

    expect(await project.selected()).toEqual([...LONE, ...WEB]);
  });

  it('a project in a sub-folder has the whole repository', async () => {
    const inFolder = Object.entries(THREE_FORMULAS).map(([path, text]) => [`salt/fleet/${path}`, text]);
    await using project = await gitProject(Object.fromEntries(inFolder), 'salt/fleet');
    project.write('salt/fleet/formulas/lone/lone/init.sls', 'x');
    const own = await project.selected();
    project.write('salt/fleet/suites/base.yml', `${THREE_FORMULAS['suites/base.yml']}  more: { ${TEST} }\n`);
    const settings = await project.selected();
    project.write('shop/main.c', 'x');

    expect(own).toEqual(LONE);
    expect(settings).toEqual(['base-more-here', 'base-more-there', ...LONE]);
    expect(await project.selected()).toHaveLength(7);
  });
});

describe('the version of saltern', () => {
  const withSaltern = (version: string, other = '1'): string =>
    JSON.stringify({ devDependencies: { saltern: version, other } });

  it('selects everything', async () => {
    await using project = await gitProject({ ...THREE_FORMULAS, 'package.json': withSaltern('1.0.0') });
    project.write('package.json', withSaltern('1.1.0'));

    const { selected } = await project.changed();

    expect(selected).toHaveLength(ALL.length);
    expect(selected[0]?.reasons).toEqual([
      { kind: 'saltern', file: 'package.json', text: 'package.json: another version of saltern' },
    ]);
  });

  it('and what else is in such a file selects nothing', async () => {
    await using project = await gitProject({ ...THREE_FORMULAS, 'package.json': withSaltern('1.0.0') });
    project.write('package.json', withSaltern('1.0.0', '2'));

    const { selected, ignored } = await project.changed();

    expect(selected).toEqual([]);
    expect(ignored).toEqual([{ file: 'package.json', why: 'it says the same of saltern' }]);
  });
});

describe('what cannot be known selects more rather than less', () => {
  it('a project that could not be read before: all that reads the file that changed', async () => {
    await using project = await gitProject({ ...THREE_FORMULAS, 'suites/lone.yml': 'nonsense: 1\n' });
    project.write('suites/lone.yml', THREE_FORMULAS['suites/lone.yml'] ?? '');

    const { selected } = await project.changed();

    expect(selected.map(({ name }) => name)).toEqual(LONE);
    expect(selected[0]?.reasons[0]?.text).toMatch(
      /^suites\/lone\.yml: what it was before cannot be read \(.*unknown key/,
    );
  });

  it('a project that is new: everything', async () => {
    await using project = await gitProject({ 'README.md': '' });
    for (const [path, text] of Object.entries(THREE_FORMULAS)) project.write(path, text);

    const { selected } = await project.changed();

    expect(selected.map(({ name }) => name)).toEqual(ALL);
  });

  it('a tree outside of the repository, and one that git ignores: always', async () => {
    await using project = await gitProject({
      ...THREE_FORMULAS,
      '.gitignore': '/vendor\n',
      'suites/lone.yml': `formula: ../../lone\nsuites: { default: { ${TEST} } }\n`,
      'suites/base.yml': `formula: ../vendor/base\nsuites: { default: { ${TEST} } }\n`,
    });
    await project.git('rm', '--quiet', '--cached', '-r', '--ignore-unmatch', 'vendor');
    project.write('../lone/lone/init.sls', '');
    project.write('vendor/base/base/init.sls', '');

    const { selected } = await project.changed('HEAD');

    const texts = new Set(selected.map(({ formula, reasons }) => `${formula}: ${reasons[0]?.text}`));
    expect([...texts]).toEqual([
      "base: 'vendor/base/base' is ignored by git, so nobody knows whether it changed",
      "lone: '../lone/lone' is not in the repository, so nobody knows whether it changed",
      "web: 'vendor/base/base' is ignored by git, so nobody knows whether it changed",
    ]);
  });
});

describe('overlays and other places of settings', () => {
  const quiet = edit('suites/base.yml', (text) => `${text}timeouts: { verify: 9m }\n`);

  it('one that git ignores is the same then and now, one that it tracks is compared', async () => {
    await using project = await gitProject({ ...THREE_FORMULAS, '.gitignore': 'saltern.local.yml\n' });
    project.write(
      'saltern.local.yml',
      'platforms: { there: { image: local, prepare: { mounts: { ./pillar: /mnt } } } }\n',
    );
    project.write('suites/base.yml', quiet['suites/base.yml'] ?? '');
    const ignored = await project.selected();
    await project.git('add', '--force', 'saltern.local.yml');

    const { selected } = await project.changed();

    expect(ignored).toEqual([]);
    expect(selected.map(({ name }) => name)).toEqual(['base-default-there', 'web-default-there']);
    expect(selected[0]?.reasons).toEqual([
      { kind: 'settings', file: 'saltern.local.yml', text: 'saltern.local.yml: prepare, fake.image changed' },
    ]);
  });

  it('one that is named counts as it was', async () => {
    await using project = await gitProject({ ...THREE_FORMULAS, 'ci/ci.yml': 'platforms: { here: { image: ci } }\n' });
    project.write('ci/ci.yml', 'platforms: { here: { image: other } }\n');
    const argv = ['list', '--bare', '--changed', 'main'];

    const byFlag = await project.saltern([...argv, '--overlay', 'ci/ci.yml']);
    const byVariable = await project.saltern(argv, { environment: { SALTERN_OVERLAY: `${project.top}/ci/ci.yml` } });

    for (const { stdout } of [byFlag, byVariable]) {
      expect(stdout.split('\n').filter(Boolean)).toEqual(['base-default-here', ...LONE, 'web-default-here']);
    }
  });

  it('another ref of a formula in git is another formula', async () => {
    const suites = (ref: string): string =>
      `formula: { git: 'https://git.example/lone', ref: ${ref} }\nplatforms: [here]\nsuites: { default: { ${TEST} } }\n`;
    await using project = await gitProject({ ...THREE_FORMULAS, 'suites/lone.yml': suites('v1') });
    project.write('suites/lone.yml', suites('v2'));

    const { selected } = await project.changed();

    expect(selected.map(({ name, reasons }) => `${name}: ${reasons[0]?.text}`)).toEqual([
      'lone-default-here: suites/lone.yml: formula changed',
    ]);
  });

  it('a suite file of another name says the same', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    await project.git('mv', 'suites/base.yml', 'suites/b.yml');

    expect(await project.selected()).toEqual([]);
  });

  it('a folder that is mounted while an image is prepared, and a volume', async () => {
    await using project = await gitProject({
      ...THREE_FORMULAS,
      'saltern.yml': (THREE_FORMULAS['saltern.yml'] ?? '')
        .replace('image: one', 'prepare: { mounts: { ./certs: /certs } }')
        .replace('image: two', 'fake: { directory: ./volumes/a }'),
    });
    project.write('certs/ca.pem', 'x');
    const mounted = await project.selected();
    project.remove('certs');
    project.write('volumes/a/x', 'x');

    expect(mounted).toEqual(['base-default-here', ...LONE, 'web-default-here']);
    expect(await project.selected()).toEqual(['base-default-there', 'web-default-there']);
  });
});

it('a formula that is included without being declared counts, through another one too', async () => {
  await using project = await gitProject({
    ...THREE_FORMULAS,
    'formulas/base/base/packages.sls': "{% from 'lone/map.jinja' import lone %}\n",
  });
  project.write('formulas/lone/lone/init.sls', 'x');

  const { selected } = await project.changed();

  expect(selected.map(({ name, reasons }) => `${name}: ${reasons[0]?.text}`)).toEqual([
    'base-default-here: formulas/lone/lone/init.sls: base imports lone (base/packages.sls:1)',
    'base-default-there: formulas/lone/lone/init.sls: base imports lone (base/packages.sls:1)',
    'lone-default-here: formulas/lone/lone/init.sls: in the tree of lone',
    'web-default-here: formulas/lone/lone/init.sls: base imports lone (base/packages.sls:1), which web needs',
    'web-default-there: formulas/lone/lone/init.sls: base imports lone (base/packages.sls:1), which web needs',
  ]);
});

it('each instance has all its reasons, the strongest first', async () => {
  await using project = await gitProject(THREE_FORMULAS);
  project.write('Makefile', 'x');
  project.write('pillar/lone.sls', 'x: 1');
  project.write('formulas/lone/lone/init.sls', 'x');

  const { selected } = await project.changed();

  const lone = selected.find(({ name }) => LONE.includes(name));
  expect(lone?.reasons.map(({ kind }) => kind)).toEqual(['formula', 'pillar', 'unknown']);
});

it('neither the repository nor the working tree is touched by it', async () => {
  await using project = await gitProject(THREE_FORMULAS);
  project.write('saltern.yml', `${THREE_FORMULAS['saltern.yml']}runs: { keep: 3 }\n`);
  const look = async () => [
    await project.git('status', '--porcelain', '--ignored'),
    await project.git('worktree', 'list'),
  ];
  const before = await look();

  await project.changed();

  expect(await look()).toEqual(before);
});
