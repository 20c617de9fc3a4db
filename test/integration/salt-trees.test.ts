import { chmod, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { InstancePlan } from '../../src/contract/plan.ts';
import { saltData } from '../support/salt-data.ts';
import { startSaltInstance, type SaltInstance } from './salt-instance.ts';

describe('trees that real Salt serves', () => {
  let guest: SaltInstance;

  beforeAll(async () => {
    guest = await startSaltInstance('el9', '3007.15');
  });

  afterEach(async () => {
    await rm(join(guest.root, 'demo'), { recursive: true, force: true });
  });

  afterAll(async () => {
    await guest?.[Symbol.asyncDispose]();
  });

  it('has links for `keep_symlinks` and modes for `file_mode: keep`, and sends them again when they change', async () => {
    await guest.write({
      'demo/init.sls': `/srv/site:
  file.recurse: [{source: salt://demo/site}, {keep_symlinks: true}, {file_mode: keep}]
`,
      'demo/site/available/main': 'main\n',
      'demo/site/available/other': 'other\n',
      'demo/site/secret': 'secret\n',
      'demo/site/enabled/.keep': '',
    });
    const link = join(guest.root, 'demo/site/enabled/00-main');
    await symlink('../available/main', link);
    await chmod(join(guest.root, 'demo/site/secret'), 0o600);
    const look = () => guest.run('readlink /srv/site/enabled/00-main; stat -c %a /srv/site/secret');

    const first = await guest.apply();
    const seen = await look();
    await rm(link);
    await symlink('../available/other', link);
    await chmod(join(guest.root, 'demo/site/secret'), 0o4750);
    const second = await guest.apply();
    const third = await guest.open();
    await third.session[Symbol.asyncDispose]();

    expect(first.result).toMatchObject({ outcome: 'pass' });
    expect(seen).toBe('../available/main\n600');
    expect(second.progress[0]).toContain('sending 1 files');
    expect(second.result).toMatchObject({ outcome: 'pass' });
    expect(await guest.run('readlink /var/lib/saltern/srv/salt/demo/site/enabled/00-main')).toBe('../available/other');
    expect(await guest.run('stat -c %a /srv/site/secret')).toBe('4750');
    expect(third.progress[0]).toContain('starting Salt');
  });

  it("loads a formula's own sdb, serializer, matcher and outputter modules", async () => {
    await guest.write({
      '_sdb/plainfile.py': 'def get(key, profile=None):\n    return "secret of " + key\n',
      '_serializers/shout.py':
        'def serialize(obj, **options):\n    return str(obj).upper()\n\n\ndef deserialize(s, **o):\n    return s\n',
      '_matchers/always_match.py': 'def match(tgt, opts=None, minion_id=None):\n    return True\n',
      '_output/plain.py': 'def output(data, **kwargs):\n    return "plain output"\n',
      'demo/init.sls': `/root/sdb:
  file.managed: [{contents: {{ salt['sdb.get']('sdb://vaultish/door') | json }}}]
/root/shout:
  file.serialize: [{dataset: {a: b}}, {serializer: shout}]
/root/out:
  file.managed: [{contents: {{ salt['out.string_format'](1, 'plain') | json }}}]
`,
    });

    const { result } = await guest.apply({ minion: saltData({ vaultish: { driver: 'plainfile' } }) });
    for (const folder of ['_sdb', '_serializers', '_matchers', '_output'])
      await rm(join(guest.root, folder), { recursive: true });

    expect(result).toMatchObject({ outcome: 'pass' });
    expect(await guest.run('cat /root/sdb /root/shout /root/out')).toMatch(
      /^secret of door\n.*\{'A': 'B'\}.*\n?plain output$/,
    );
  });

  it.each<[string, Partial<InstancePlan>, string]>([
    [
      'a top file',
      { states: { kind: 'top', top: { prod: { '*': ['demo'] } } }, environments: ['prod'] },
      'prod inline',
    ],
    ['the minion settings', { environments: ['prod'], minion: saltData({ saltenv: 'prod' }) }, 'prod inline'],
    [
      'both settings of pillar',
      { environments: ['prod'], minion: saltData({ saltenv: 'prod', pillarenv_from_saltenv: true }) },
      'prod inline',
    ],
  ])('serves the same tree and pillar in another environment, named by %s', async (_, change, expected) => {
    await guest.write({
      'demo/init.sls': `show:
  test.configurable_test_state:
    - changes: False
    - result: True
    - comment: {{ saltenv }} {{ pillar['value'] }}
`,
    });
    const pillar = { directories: [], inline: saltData({ value: 'inline' }), files: {} };

    const { result } = await guest.apply({ pillar, ...change });

    expect(result.problems).toEqual([]);
    expect(result.states[0]).toMatchObject({
      comment: expected,
      place: { file: join(guest.root, 'demo/init.sls'), line: 1 },
    });
  });

  it('serves a whole state tree with its own top file, and tells the line of what failed in it', async () => {
    await guest.write({
      'tree/top.sls': "base:\n  '*':\n    - web.site\n",
      'tree/web/site.sls':
        '{% from "lib/map.jinja" import word %}\ninclude: [lib]\n\nbroken:\n  test.fail_without_changes: [{name: {{ word }}}]\n',
      'tree/lib/init.sls': 'fine: test.nop\n',
      'tree/lib/map.jinja': '{% set word = "from the tree" %}\n',
      'tree/_modules/treemod.py': 'def word():\n    return "x"\n',
    });
    const root = join(guest.root, 'tree');

    const { result } = await guest.apply({
      trees: [{ name: 'tree', path: root, root, isFileRoot: true }],
      states: { kind: 'tree-top' },
    });

    expect(result.outcome).toBe('fail');
    expect(result.states.map(({ id, name, verdict, place }) => ({ id, name, verdict, place }))).toEqual([
      { id: 'fine', name: 'fine', verdict: 'kept', place: { file: join(root, 'lib/init.sls'), line: 1 } },
      { id: 'broken', name: 'from the tree', verdict: 'failed', place: { file: join(root, 'web/site.sls'), line: 4 } },
    ]);
  });

  it('lets a top file that the suite itself holds say which pillar counts', async () => {
    await guest.write({
      'pillar/one.sls': 'value: one\n',
      'pillar/two.sls': 'other: two\n',
      'demo/init.sls':
        'show:\n  test.configurable_test_state:\n    - changes: False\n    - result: True\n    - comment: {{ pillar | json | json }}\n',
    });
    const directories = [join(guest.root, 'pillar')];

    const { result } = await guest.apply({
      pillar: { directories, inline: saltData({ 80: 1 }), files: {}, top: { base: { '*': ['one'] } } },
    });

    expect(JSON.parse(result.states[0]?.comment ?? '')).toEqual({ value: 'one', 80: 1 });
  });
});
