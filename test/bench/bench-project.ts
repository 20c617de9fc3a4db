import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { removeTree } from '../../src/snapshot/root/remove-tree.ts';
import { BUILT_MAIN, ROOT } from '../root.ts';
import { describePrepare } from '../support/write-overlay.ts';
import { makeNight } from '../testbed/make-night.ts';
import type { Testbed } from '../testbed/setup.ts';
import { salternProcess } from './saltern-process.ts';

export interface BenchProject extends AsyncDisposable {
  readonly directory: string;
  /** Runs the built saltern in it. */
  saltern(...argv: readonly string[]): Promise<string>;
  /** What `create` recorded of an instance. */
  prepared(instance: string): Promise<string>;
}

const CHECKS = {
  package: { chrony: { installed: true } },
  service: { chronyd: { running: true } },
  file: { '/etc/chrony.conf': { exists: true } },
};

/** Nine states of the kinds that formulas consist of; four times, with the four of `ops-time`, they are forty. */
const NINE = `
{% for part in range(4) %}
many-group-{{ part }}:
  group.present: [{ name: many{{ part }} }]
many-user-{{ part }}:
  user.present: [{ name: many{{ part }}, gid: many{{ part }}, home: /srv/many/{{ part }} }]
many-folder-{{ part }}:
  file.directory: [{ name: /srv/many/{{ part }}/etc, makedirs: true }]
{% for file in range(4) %}
many-file-{{ part }}-{{ file }}:
  file.managed: [{ name: /srv/many/{{ part }}/etc/{{ file }}.conf, contents: 'part {{ part }} file {{ file }}' }]
{% endfor %}
many-line-{{ part }}:
  file.append: [{ name: /srv/many/{{ part }}/etc/lines, text: appended }]
many-command-{{ part }}:
  cmd.run: [{ name: touch /srv/many/{{ part }}/done, creates: /srv/many/{{ part }}/done }]
{% endfor %}
`;

/** Of forty states: the four of `ops-time`, and thirty-six more, in its own tree. */
export async function writeForty(directory: string): Promise<void> {
  await cp(join(ROOT, 'examples/formulas/ops-time'), directory, { recursive: true });
  const file = join(directory, 'ops-time/init.sls');
  await writeFile(file, `${await readFile(file, 'utf8')}${NINE}`);
}

/**
 * One formula on one stand-in, in eight suites; on a snapshot of the testbed's first night. `write`: what puts the
 * formula into its folder; default: `ops-time`, of four states.
 */
export async function benchProject(
  testbed: Testbed,
  write: (directory: string) => Promise<void> = (to) =>
    cp(join(ROOT, 'examples/formulas/ops-time'), to, { recursive: true }),
): Promise<BenchProject> {
  const directory = await mkdtemp(join(tmpdir(), 'saltern-bench-'));
  await write(join(directory, 'ops-time'));
  const names = Array.from({ length: 8 }, (_, index) => `s${index + 1}`);
  const project = {
    name: 'bench',
    formula: './ops-time',
    platforms: { 'centos-stream-9': { image: testbed.images.el9, salt: { version: '3007.15', from: 'pip' } } },
    prepare: describePrepare(testbed),
    snapshots: { root: './mirror', repositories: { 'centos-stream-9': ['base9'] } },
    suites: Object.fromEntries(names.map((name) => [name, { checks: CHECKS }])),
  };
  await writeFile(join(directory, 'saltern.yml'), stringify(project));
  const root = join(directory, 'mirror');
  await mkdir(root);
  await makeNight({ testbed, root, night: 0 });
  const saltern = (...argv: readonly string[]) => salternProcess(BUILT_MAIN, argv, { cwd: directory, environment: {} });
  await saltern('snapshot', 'create');
  return {
    directory,
    saltern,
    async prepared(instance) {
      const state = JSON.parse(await readFile(join(directory, `.saltern/instances/${instance}.json`), 'utf8')) as {
        prepared: { reference: string };
      };
      return state.prepared.reference;
    },
    async [Symbol.asyncDispose]() {
      await saltern('destroy');
      await removeTree(join(root));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A project of 100 instances that nothing runs. */
export async function hundredInstances(): Promise<AsyncDisposable & { readonly directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'saltern-list-'));
  await mkdir(join(directory, 'suites'));
  for (let index = 1; index <= 25; index += 1) {
    const name = `formula-${index}`;
    await mkdir(join(directory, `formulas/${name}/${name}`), { recursive: true });
    await writeFile(join(directory, `formulas/${name}/${name}/init.sls`), 'nothing:\n  test.nop\n');
    const platforms = ['centos-7', 'centos-stream-8', 'centos-stream-9', 'centos-stream-10'];
    const suite = { formula: `../formulas/${name}`, platforms, suites: { default: { checks: CHECKS } } };
    await writeFile(join(directory, `suites/${name}.yml`), stringify(suite));
  }
  const platforms = ['centos-7', 'centos-stream-8', 'centos-stream-9', 'centos-stream-10'];
  await writeFile(join(directory, 'saltern.yml'), stringify({ platforms, include: 'suites/*.yml' }));
  return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}
