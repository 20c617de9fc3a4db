import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { sample, subarray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findChanged } from '../../../src/app/find-changed.ts';
import { loadProjectFor } from '../../../src/app/load-project-for.ts';
import type { Project } from '../../../src/config/project.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import { saltProvisioner } from '../../../src/provision/salt-provisioner.ts';
import { digestPlan } from '../../../src/run/digest-plan.ts';
import { findVerifier } from '../../../src/verify/index.ts';
import { fakeApp } from '../../support/fake-app.ts';
import { gitProject, type GitProject } from '../../support/git-project.ts';

/** Something that somebody does to a checkout, by the path of its top. */
type Edit = (top: string) => void;

const SUITE = 'checks: { command: { "true": { exit-status: 0 } } }';

/** Formulas in folders, with everything that a suite can name. */
const FLEET: Readonly<Record<string, string>> = {
  'saltern.yml': `driver: fake
salt: { from: image }
platforms: { here: { image: one }, there: { image: two } }
ignore: ['*.iso']
include: suites/*.yml
`,
  'suites/web.yml': `formula: ../formulas/web\ndepends: [base]\nsuites:\n  default: { ${SUITE} }\n`,
  'suites/base.yml': `formula: ../formulas/base
suites:
  default:
    pillar-directories: [../pillar]
    pillar-files: { more.sls: ../more.sls }
    pillar: { a: 1 }
    ${SUITE}
  plain: { ${SUITE} }
`,
  'formulas/web/web/init.sls': 'include: [base]\n',
  'formulas/web/web/files/a.conf': 'a\n',
  'formulas/web/_modules/web.py': '',
  'formulas/web/shared/b.conf': 'b\n',
  'formulas/base/base/init.sls': '',
  'pillar/one.sls': 'b: 1\n',
  'more.sls': 'c: 1\n',
};

/** A formula that is the root of its repository, with its project file among its states. */
const ALONE: Readonly<Record<string, string>> = {
  'saltern.yml': `formula: .
formula-name: alone
driver: fake
salt: { from: image }
platforms: { here: {}, there: {} }
suites:
  default: { ${SUITE} }
`,
  'init.sls': '',
  'map.jinja': '',
  // No suite file yet, so it is part of the formula.
  'extra.yml': `formula: none\nsuites: { default: { ${SUITE} } }\n`,
  'README.md': '',
  'checks.yaml': 'command: { "true": { exit-status: 0 } }\n',
  '_states/alone.py': '',
};

const EDITS: readonly (readonly [title: string, Edit])[] = [
  ...[...Object.keys(FLEET), ...Object.keys(ALONE)].flatMap((path) => [
    ['comment', path, add(path, '# more\n')] as const,
    ['remove', path, remove(path)] as const,
  ]),
  ['write', 'a litter file', write('formulas/web/web/a.sls~', '')] as const,
  ['write', 'what is ignored', write('formulas/web/web/a.iso', '')] as const,
  ['write', 'documentation in a tree', write('formulas/base/base/README.md', '')] as const,
  ['write', 'a state', write('formulas/base/base/new.sls', '')] as const,
  ['write', 'a state of the root', write('new.sls', '')] as const,
  ['write', 'an overlay', write('saltern.local.yml', 'platforms: { there: { image: local } }\n')] as const,
  ['write', 'a suite file', write('suites/new.yml', `formula: none\nsuites: { default: { ${SUITE} } }\n`)] as const,
  ['write', 'a pillar', write('pillar/two.sls', 'd: 1\n')] as const,
  ['write', 'a folder of modules', write('formulas/base/_states/base.py', '')] as const,
  ['mode', 'a file', mode('formulas/web/web/files/a.conf')] as const,
  ['link', 'within a formula', link('formulas/web/web/files/b.conf', '../../shared/b.conf')] as const,
  ['move', 'a tree', move('formulas/web', 'formulas/net')] as const,
  ['move', 'a state', move('formulas/web/web/init.sls', 'formulas/base/base/web.sls')] as const,
  ['move', 'the tree to the top of its folder', move('formulas/base/base/init.sls', 'formulas/base/init.sls')] as const,
  ...[
    ['platforms:', 'prepare: { commands: [make] }\nplatforms:'],
    ['image: two', 'image: three'],
    ['salt: { from: image }', 'salt: 3007.1'],
    ["ignore: ['*.iso']", "ignore: ['*.conf']"],
    ['include: suites/*.yml', 'include: suites/b*.yml'],
    ['driver: fake', 'driver: fake\nhooks: [{ after: create, run: date }]'],
    ['default: {', 'default: { idempotent: false, because: it is,'],
    ['plain: {', 'plain: { steps: [converge], tags: [x],'],
    ['plain: {', 'plain: { minion: { c: 1 },'],
    ['plain: {', 'plain: { grains: { c: 1 },'],
    ['plain: {', 'plain: { states: [base.x],'],
    ['plain: {', 'plain: { top: { base: { "*": [base] } },'],
    ['plain: {', 'plain: { environments: [prod],'],
    ['depends: [base]', 'depends: []'],
    ['pillar: { a: 1 }', 'pillar: { a: 2 }'],
    ['exit-status: 0', 'exit-status: 1'],
    ['formula-name: alone', 'formula-name: alone\nignore: [map.jinja]'],
    ['formula: .', 'formula: .\ninclude: [extra.yml]'],
    ['suites:', 'secrets: { pillar: [a] }\nsuites:'],
  ].map(([from = '', to = '']) => ['settings', to, replace(from, to)] as const),
].map(([what, where, edit]) => [`${what} ${where}`, edit]);

describe.each([
  ['formulas in folders', FLEET],
  ['a formula that is the root of its repository', ALONE],
])('%s', (_title, files) => {
  it('whatever changes what results are bound to is selected', { timeout: 300_000 }, async () => {
    await using project = await gitProject(files);
    const before = await digestAll(project);
    // Each alone, which is what people do; and some of them together, where one may hide another.
    const alone = EDITS.map(([title]) => [title]);
    const titles = EDITS.map(([title]) => title);
    const together = sample(subarray(titles, { minLength: 2, maxLength: 5 }), 5);

    const missed: unknown[] = [];
    let changes = 0;
    for (const done of [...alone, ...together]) {
      await project.git('reset', '--quiet', '--hard');
      await project.git('clean', '--quiet', '-fd');
      for (const [title, edit] of EDITS) if (done.includes(title)) edit(project.top);
      if ((await project.git('status', '--porcelain')) === '') continue;
      const after = await digestAll(project);
      if (after === undefined) continue;
      const selected = await selectAll(project);
      const changed = [...after].filter(([name, digests]) => before?.get(name) !== digests).map(([name]) => name);
      changes += changed.length;
      const left = changed.filter((name) => !selected.includes(name));
      if (left.length > 0) missed.push({ done, left });
    }

    expect(missed).toEqual([]);
    expect(changes).toBeGreaterThan(20);
  });
});

function load(project: GitProject) {
  const services = fakeApp({}, { cwd: project.top, cacheDirectory: join(project.top, '../cache') });
  return { services, loading: loadProjectFor(services, {}) };
}

/** Digests of every instance as text; undefined where the project cannot be used as it is. */
async function digestAll(project: GitProject): Promise<ReadonlyMap<string, string> | undefined> {
  try {
    const loaded = await load(project).loading;
    const all = loaded.instances.map(async (one) => [one.name, JSON.stringify(await digest(one, loaded))] as const);
    return new Map(await Promise.all(all));
  } catch (error) {
    if (error instanceof SalternError && error.exitCode === 2) return undefined;
    throw error;
  }
}

async function digest(instance: Project['instances'][number], { identity }: Project): Promise<unknown> {
  const trees = instance.trees.flatMap(({ tree }) => tree ?? []);
  return await digestPlan(
    { ...instance, snapshot: undefined, trees },
    {
      provisioner: saltProvisioner,
      verifier: (name) => findVerifier(name).load(),
      directory: identity.directory,
    },
  );
}

async function selectAll(project: GitProject): Promise<readonly string[]> {
  const { services, loading } = load(project);
  const fleet = await findChanged(services, await loading, { base: 'main', options: {} });
  return fleet.selected.map(({ name }) => name);
}

function write(path: string, text: string): Edit {
  return (top) => {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), text);
  };
}

function add(path: string, text: string): Edit {
  return ifThere(path, (file) => writeFileSync(file, `${readFileSync(file, 'utf8')}${text}`));
}

function remove(path: string): Edit {
  return ifThere(path, (file) => rmSync(file));
}

function mode(path: string): Edit {
  return ifThere(path, (file) => chmodSync(file, 0o755));
}

function move(from: string, to: string): Edit {
  return ifThere(from, (file, top) => renameSync(file, join(top, to)));
}

function link(path: string, target: string): Edit {
  return ifThere(dirname(path), (folder) => symlinkSync(target, join(folder, path.slice(path.lastIndexOf('/') + 1))));
}

/** In every file of settings that has it. */
function replace(from: string, to: string): Edit {
  return (top) => {
    for (const path of ['saltern.yml', 'suites/web.yml', 'suites/base.yml'].filter((one) => existsSync(join(top, one))))
      writeFileSync(join(top, path), readFileSync(join(top, path), 'utf8').replace(from, to));
  };
}

function ifThere(path: string, act: (file: string, top: string) => void): Edit {
  return (top) => {
    if (existsSync(join(top, path))) act(join(top, path), top);
  };
}
