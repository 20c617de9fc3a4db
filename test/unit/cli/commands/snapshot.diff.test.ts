import { expect, it } from 'vitest';
import { snapshotScene } from '../../../support/snapshot-scene.ts';
import type { WrittenRepository } from '../../../support/write-repository.ts';

const old = [['2026-01-01', 'Jane <jane@example.org> - 1.0-1', '- first']] as const;
const MODULES = (release: number): string => `---
document: modulemd
version: 2
data:
  name: nodejs
  stream: "18"
  version: ${release}
...
---
document: modulemd-defaults
version: 1
data:
  module: nodejs
  stream: "18"
...
`;
const before: Readonly<Record<string, WrittenRepository>> = {
  base: {
    packages: [
      { name: 'chrony', changelog: old },
      { name: 'chrony-doc', source: 'chrony' },
      { name: 'sudo' },
      { name: 'postfix' },
    ],
    documents: {
      modules: MODULES(1),
      group: '<comps><group><id>core</id><name>Core</name></group></comps>',
      updateinfo: '<updates><update type="security"><id>RHSA-2026:1</id><updated date="1"/></update></updates>',
    },
    others: { 'RPM-GPG-KEY-base': 'key 1' },
  },
  extras: { packages: [{ name: 'tree' }] },
};
const after: Readonly<Record<string, WrittenRepository>> = {
  base: {
    packages: [
      {
        name: 'chrony',
        version: '1.1',
        changelog: [
          ['2026-02-02', 'Jane <jane@example.org> - 1.1-1', '- lose no time & no|table\n- CVE-2026-1'],
          ...old,
        ],
      },
      { name: 'chrony-doc', version: '1.1', source: 'chrony' },
      { name: 'sudo', content: 'built again' },
      { name: 'tree' },
    ],
    documents: {
      modules: MODULES(2),
      group: '<comps><group>  <id>core</id>\n<name>Core</name></group></comps>',
      updateinfo: `<updates><update type="security"><id>RHSA-2026:1</id><updated date="1"/></update>
        <update type="bugfix"><id>RHBA-2026:2</id></update></updates>`,
    },
    others: { 'RPM-GPG-KEY-base': 'key 2' },
  },
  extras: { packages: [] },
};

async function twoSnapshots() {
  const scene = snapshotScene();
  for (const [member, repository] of Object.entries(before)) await scene.mirror(member, repository);
  const { id: a } = await scene.take();
  for (const [member, repository] of Object.entries(after)) await scene.mirror(member, repository);
  const { id: b } = await scene.take();
  return { a, b, saltern: scene.saltern, [Symbol.dispose]: () => scene[Symbol.dispose]() };
}

it('shows every change of a package, and of modules, groups, advisories and keys', async () => {
  using scene = await twoSnapshots();

  const { code, stdout } = await scene.saltern('snapshot', 'diff', scene.a, 'latest');

  expect(code).toBe(0);
  expect(stdout).toBe(`${scene.a} → ${scene.b}
2 upgraded, 1 rebuilt, 1 moved, 1 removed, 1 module, 1 advisory, 1 signing key

MEMBER  CHANGE    PACKAGE                       FROM      TO
base    upgraded  chrony                        1.0-1     1.1-1
base    upgraded  chrony-doc                    1.0-1     1.1-1
base    rebuilt   sudo                                    1.0-1
base    moved     tree                          (extras)  1.0-1
base    removed   postfix                       1.0-1
base    changed   module nodejs:18
base    added     advisory RHBA-2026:2
base    changed   signing key RPM-GPG-KEY-base
`);
});

it('rolls packages up by their source, as Markdown in which no name is markup, with what changelogs say since', async () => {
  using scene = await twoSnapshots();

  const { stdout } = await scene.saltern('snapshot', 'diff', scene.a, '--by-source', '--markdown', '--changelog');

  expect(stdout).toBe(`## ${scene.a} → ${scene.b}

2 upgraded, 1 rebuilt, 1 moved, 1 removed, 1 module, 1 advisory, 1 signing key

| source | change | from | to | packages |
|---|---|---|---|---|
| chrony | upgraded | 1.0-1 | 1.1-1 | chrony, chrony-doc |
| sudo | rebuilt |  | 1.0-1 |  |
| tree | moved |  | 1.0-1 |  |
| postfix | removed | 1.0-1 |  |  |
| module nodejs:18 | changed |  |  |  |
| advisory RHBA-2026:2 | added |  |  |  |
| signing key RPM-GPG-KEY-base | changed |  |  |  |

### chrony 1.0-1 → 1.1-1

      2026-02-02  Jane <jane@example.org> - 1.1-1
        - lose no time & no|table
        - CVE-2026-1
`);
});

it('gives all of it as JSON', async () => {
  using scene = await twoSnapshots();

  const { stdout } = await scene.saltern('snapshot', 'diff', scene.a, scene.b, '--json', '--by-source', '--changelog');

  expect(JSON.parse(stdout)).toMatchObject({
    from: { id: scene.a },
    to: { id: scene.b },
    changes: expect.arrayContaining([
      { member: 'base', name: 'tree', arch: 'noarch', kind: 'moved', fromMember: 'extras', to: '1.0-1' },
    ]),
    content: [
      { member: 'base', kind: 'module', name: 'nodejs:18', change: 'changed' },
      { member: 'base', kind: 'advisory', name: 'RHBA-2026:2', change: 'added' },
      { member: 'base', kind: 'key', name: 'RPM-GPG-KEY-base', change: 'changed' },
    ],
    sources: expect.arrayContaining([
      { source: 'chrony', kind: 'upgraded', from: '1.0-1', to: '1.1-1', packages: ['chrony', 'chrony-doc'] },
    ]),
    changelog: [{ name: 'chrony', from: '1.0-1', to: '1.1-1', entries: [{ at: '2026-02-02' }], more: 0 }],
  });
});

it('says so where nothing changed, and names a snapshot that is not there', async () => {
  using scene = await twoSnapshots();

  const same = await scene.saltern('snapshot', 'diff', scene.b, 'latest', '--changelog');
  const lost = await scene.saltern('snapshot', 'diff', 'stabel', 'latest');
  const both = await scene.saltern('snapshot', 'diff', scene.a, '--json', '--markdown');

  expect(same.stdout).toContain('no package changed');
  expect(lost).toMatchObject({ code: 2, stderr: expect.stringContaining("no snapshot or channel 'stabel'") });
  expect(both.code).toBe(2);
});
