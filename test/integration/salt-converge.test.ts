import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json/json.ts';
import type { InstancePlan } from '../../src/contract/plan.ts';
import { startSaltInstance, type SaltInstance } from './salt-instance.ts';
import { saltData } from '../support/salt-data.ts';

const FORMULA = {
  'demo/init.sls': `{% set folder = '/opt/demo' %}
demo-folder:
  file.directory:
    - name: {{ folder }}

demo-file:
  file.managed:
    - name: {{ folder }}/file
    - source: salt://demo/files/file.jinja
    - template: jinja
    - require:
      - file: demo-folder

{% for word in ['one', 'two'] %}
demo-{{ word }}-copy:
  file.managed:
    - name: {{ folder }}/{{ word }}
    - contents: {{ word }}
{% endfor %}
`,
  'demo/files/file.jinja': 'value {{ pillar.get("value", "none") }} on {{ grains["id"] }}\n',
};

function states(...names: string[]): Partial<InstancePlan> {
  return { states: { kind: 'states', states: names } };
}

function top(data: JsonObject): Partial<InstancePlan> {
  return { states: { kind: 'top', top: data } };
}

describe.each([
  { el: 'el9', version: '3007.15' },
  { el: 'el7', version: '3006.28' },
  { el: 'el8', version: '3006.28' },
] as const)('Salt $version on the $el stand-in', ({ el, version }) => {
  let guest: SaltInstance;
  const place = (file: string, line: number): object => ({ file: join(guest.root, file), line });

  beforeAll(async () => {
    guest = await startSaltInstance(el, version);
  });

  afterAll(async () => {
    await guest?.[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    await rm(join(guest.root, 'demo'), { recursive: true, force: true });
    await rm(join(guest.root, '_modules'), { recursive: true, force: true });
    await guest.write(FORMULA);
  });

  it('applies states in order, each with its place in the sls', async () => {
    const { result, states: told, progress } = await guest.apply();

    expect(result).toMatchObject({ outcome: 'pass', problems: [], saltVersion: version });
    expect(result.states.map(({ id, function: fun, outcome }) => [id, fun, outcome])).toEqual([
      ['demo-folder', 'file.directory', 'pass'],
      ['demo-file', 'file.managed', 'pass'],
      ['demo-one-copy', 'file.managed', 'pass'],
      ['demo-two-copy', 'file.managed', 'pass'],
    ]);
    expect(result.states[1]).toMatchObject({ sls: 'demo', name: '/opt/demo/file', place: place('demo/init.sls', 6) });
    expect(result.states[3]).toMatchObject({ place: place('demo/init.sls', 15) });
    expect(told.map((state) => state.id)).toEqual(result.states.map((state) => state.id));
    expect(progress).toContain('demo-file 2/4');
  });

  it.each([
    ['states', 'state.apply demo', states('demo')],
    ['a top file', 'state.apply', top({ base: { '*': ['demo'] } })],
  ])('gives for %s what salt-call gives, whatever came of them', async (_what, call, change) => {
    await guest.write({
      'demo/init.sls': `changes:
  test.succeed_with_changes: []
bad:
  test.fail_with_changes: []
blocked:
  test.nop:
    - require:
      - test: bad
watching:
  test.nop:
    - watch:
      - test: changes
skipped:
  cmd.run:
    - name: echo never
    - unless: 'true'
unknown:
  no.such_state: []
side-by-side:
  test.succeed_without_changes:
    - parallel: true
`,
    });

    const { result, states: told } = await guest.apply(change);
    const bare = await guest.run(
      // As a person types it in `saltern login`.
      `SALT_CONFIG_DIR=/var/lib/saltern/etc salt-call --out json --retcode-passthrough ${call} 2>/dev/null`,
    );

    const answer: Record<string, Record<string, unknown>> = JSON.parse(bare).local;
    const theirs = Object.entries(answer)
      .toSorted(([, a], [, b]) => Number(a['__run_num__']) - Number(b['__run_num__']))
      .map(([tag, state]) => [tag.split('_|-')[1], state['result'], state['changes'], String(state['comment']).trim()]);
    expect(result.states.map((state) => [state.id, state.result, state.changes, state.comment])).toEqual(theirs);
    expect(theirs).toHaveLength(7);
    expect(told.map((state) => state.id).toSorted()).toEqual(theirs.map(([id]) => id).toSorted());
  });

  it('changes nothing in a second pass, and shows the diff of what was changed behind its back', async () => {
    const opened = await guest.open();
    await using _session = opened.session;
    await opened.pass();

    const second = await opened.pass();
    await guest.run('echo other > /opt/demo/file');
    const third = await opened.pass();

    expect(second.states.every((state) => JSON.stringify(state.changes) === '{}')).toBe(true);
    expect(third.outcome).toBe('pass');
    expect(third.states[1]?.diff).toMatch(/^-other$/m);
    expect(third.states[1]?.diff).toMatch(/^\+value none on/m);
  });

  it('sees grains and files anew in each pass of a session', async () => {
    await guest.write({
      'demo/init.sls':
        'demo-grain:\n  grains.present:\n    - name: demo\n    - value: {{ grains.get("demo", 0) + 1 }}\n',
    });
    const opened = await guest.open();
    await using _session = opened.session;

    const first = await opened.pass();
    const second = await opened.pass();

    expect(first.states[0]?.changes).toEqual({ demo: 1 });
    expect(second.states[0]?.changes).toEqual({ demo: 2 });
  });

  it('names the state that failed and those that waited for it', async () => {
    await guest.write({
      'demo/init.sls': `bad:
  file.managed:
    - name: /opt/demo/x
    - source: salt://demo/nowhere
after:
  test.nop:
    - require:
      - file: bad
fine:
  test.nop: []
`,
    });

    const { result } = await guest.apply();

    expect(result.outcome).toBe('fail');
    expect(result.states.map(({ id, outcome, blockedBy }) => [id, outcome, blockedBy])).toEqual([
      ['bad', 'fail', []],
      ['after', 'fail', ['bad']],
      ['fine', 'pass', []],
    ]);
    expect(result.states[0]?.comment).toContain('salt://demo/nowhere');
    expect(result.states[0]?.place).toEqual(place('demo/init.sls', 1));
  });

  it.each([
    ['a Jinja error', 'a:\n  test.nop: []\n{{ nothing[0][1] }}\n', 'render', 3],
    ['a Jinja syntax error', 'a:\n  test.nop: []\n\n{% if %}\n', 'render', 4],
    ['a YAML error', '{% set x = 1 %}\na:\n  test.nop: []\n b: c\n', 'render', 4],
  ])('tells the line of %s', async (_what, sls, kind, line) => {
    await guest.write({ 'demo/init.sls': sls });

    const { result } = await guest.apply();

    expect(result).toMatchObject({ outcome: 'fail', states: [] });
    expect(result.problems).toMatchObject([{ kind, place: place('demo/init.sls', line) }]);
  });

  it('tells the line of an error in an imported template', async () => {
    await guest.write({
      'demo/init.sls': '{% from "demo/map.jinja" import x with context %}\na: test.nop\n',
      'demo/map.jinja': '\n{% set x = pillar["no"]["way"] %}\n',
    });

    const { result } = await guest.apply();

    expect(result.problems).toMatchObject([{ kind: 'render', place: place('demo/map.jinja', 2) }]);
  });

  it('tells a missing sls, an empty top, and an sls without states from a pass', async () => {
    await guest.write({ 'demo/empty.sls': '' });

    const missing = await guest.apply(states('demo.nowhere'));
    const nothing = await guest.apply(top({ base: { 'other-minion': ['demo'] } }));
    const none = await guest.apply(states('demo.empty'));
    const matched = await guest.apply(top({ base: { '*': ['demo'] } }));

    expect(missing.result).toMatchObject({ outcome: 'fail', problems: [{ kind: 'missing-sls' }] });
    expect(nothing.result).toMatchObject({ outcome: 'fail', states: [], problems: [{ kind: 'empty-top' }] });
    expect(none.result).toMatchObject({ outcome: 'fail', states: [], problems: [{ kind: 'empty-top' }] });
    expect(matched.result).toMatchObject({ outcome: 'pass', problems: [] });
  });

  it('merges pillar: directories, then inline, then files, as the raw bytes they are (D7)', async () => {
    await guest.write({
      'pillar/a.sls': '{# kept #}\nvalue: directory\nfrom_directory: {{ grains["id"] }}\n',
      'ssh.example': '{% set x = "file" %}\nvalue: {{ x }}   # as it is\n',
      'demo/init.sls':
        'show:\n  test.configurable_test_state:\n    - changes: False\n    - result: True\n    - comment: {{ pillar | json | json }}\n',
    });
    const read = async (pillar: InstancePlan['pillar']): Promise<unknown> =>
      JSON.parse((await guest.apply({ pillar })).result.states[0]?.comment ?? '');
    const directories = [join(guest.root, 'pillar')];
    const files = { 'ssh.sls': join(guest.root, 'ssh.example') };

    const merged = await read({
      directories,
      inline: saltData({ value: 'inline', braces: '{{ no }}', when: 'on' }),
      files: {},
    });
    const onlyFiles = await read({ directories: [], inline: saltData(), files });
    const all = await read({ directories, inline: saltData({ value: 'inline' }), files });

    expect(merged).toEqual({ value: 'inline', from_directory: guest.plan.name, braces: '{{ no }}', when: 'on' });
    expect(onlyFiles).toEqual({ value: 'file' });
    expect(all).toEqual({ value: 'file', from_directory: guest.plan.name });
    expect(await guest.run('cat /var/lib/saltern/srv/pillar/ssh.sls')).toContain('value: {{ x }}   # as it is');
  });

  it('lets a top file of the user decide over a pillar directory', async () => {
    await rm(join(guest.root, 'pillar'), { recursive: true, force: true });
    await guest.write({
      'pillar/top.sls': 'base:\n  "*":\n    - chosen\n',
      'pillar/chosen.sls': 'value: chosen\n',
      'pillar/other.sls': 'other: true\n',
      'demo/init.sls':
        'show:\n  test.configurable_test_state:\n    - changes: False\n    - result: True\n    - comment: {{ pillar | json | json }}\n',
    });

    const { result } = await guest.apply({
      pillar: { directories: [join(guest.root, 'pillar')], inline: saltData({ more: 1 }), files: {} },
    });

    expect(JSON.parse(result.states[0]?.comment ?? '')).toEqual({ value: 'chosen', more: 1 });
  });

  it('tells a pillar that cannot be rendered or found', async () => {
    await guest.write({ 'bad.sls': 'x: 1\ny: {{ nothing[0][1] }}\n', 'top.sls': 'base:\n  "*":\n    - nowhere\n' });

    const bad = await guest.apply({
      pillar: { directories: [], inline: saltData(), files: { 'bad.sls': join(guest.root, 'bad.sls') } },
    });
    const missing = await guest.apply({
      pillar: { directories: [], inline: saltData(), files: { 'top.sls': join(guest.root, 'top.sls') } },
    });

    expect(bad.result.problems).toMatchObject([{ kind: 'pillar', place: place('bad.sls', 2) }]);
    expect(missing.result.problems).toMatchObject([{ kind: 'pillar', message: expect.stringContaining("'nowhere'") }]);
  });

  it("loads the formula's own modules and grains in the first pass, and no longer once they are deleted", async () => {
    await guest.write({
      '_modules/demo_words.py': 'def say():\n    print("noise")\n    return "said"\n',
      '_grains/demo_grain.py': 'def main():\n    return {"demo_grain": "grown"}\n',
      'demo/init.sls': 'show:\n  test.nop:\n    - name: {{ salt["demo_words.say"]() }} {{ grains["demo_grain"] }}\n',
    });

    const { result, output } = await guest.apply();
    await rm(join(guest.root, '_modules'), { recursive: true });
    const without = await guest.apply();
    await rm(join(guest.root, '_grains'), { recursive: true });

    expect(result.states[0]?.name).toBe('said grown');
    expect(output.join('')).toContain('noise');
    expect(without.result.problems).toMatchObject([{ kind: 'render' }]);
  });

  it('names a state that hangs, and ends all it started', async () => {
    await guest.write({ 'demo/init.sls': 'quick:\n  test.nop: []\n' });
    const { result: whole } = await guest.apply();
    await guest.write({
      'demo/init.sls': 'quick:\n  test.nop: []\nslow:\n  cmd.run:\n    - name: sleep 4321 & sleep 4321\n',
    });
    // Long enough to render what hangs only when it is applied, however busy the machine is.
    const { result } = await guest.apply({}, { state: 1_000 + 5 * whole.durationMs, pass: 600_000 });

    expect(result.outcome).toBe('fail');
    expect(result.problems).toMatchObject([
      { kind: 'hang', message: expect.stringContaining("'slow'"), place: place('demo/init.sls', 3) },
    ]);
    expect(result.states.map((state) => state.id)).toEqual(['quick']);
    expect(await guest.run("ps -eo args | grep '[s]leep 4321' | wc -l")).toBe('0');
  });

  it('ends a pass that renders forever, and works again after that', async () => {
    await guest.write({ 'demo/init.sls': '{{ salt["cmd.run"]("sleep 4322") }}\n' });
    const opened = await guest.open();
    await using _session = opened.session;

    const hung = await opened.pass({ limitMs: { pass: 2_000, state: 60_000 } });
    await guest.write(FORMULA);
    const again = await guest.apply();

    expect(hung.problems).toMatchObject([{ kind: 'hang', message: expect.stringContaining('limit of 2 s') }]);
    expect(again.result.outcome).toBe('pass');
  });

  it('stops at once when it is aborted, and leaves nothing running', async () => {
    await guest.write({ 'demo/init.sls': 'slow:\n  cmd.run:\n    - name: sleep 4323\n' });
    const stop = new AbortController();
    const { session, pass } = await guest.open();
    const applying = pass({ signal: stop.signal });
    setTimeout(() => stop.abort(new Error('stopped by the test')), 1_500);

    await expect(applying).rejects.toThrow('stopped by the test');
    await session[Symbol.asyncDispose]();

    expect(await guest.run("ps -eo args | grep '[s]leep 4323' | wc -l")).toBe('0');
  });

  it('removes what was deleted on the host (D5)', async () => {
    await guest.write({ 'demo/init.sls': 'include:\n  - demo.other\n', 'demo/other.sls': 'other:\n  test.nop: []\n' });
    const before = await guest.apply();
    await rm(join(guest.root, 'demo/other.sls'));

    const after = await guest.apply();

    expect(before.result.outcome).toBe('pass');
    expect(after.result).toMatchObject({ outcome: 'fail', problems: [{ kind: 'missing-sls' }] });
    expect(await guest.run('ls /var/lib/saltern/srv/salt/demo')).not.toContain('other.sls');
  });

  it('sends nothing that is there, and puts right what somebody changed in the guest', async () => {
    await guest.apply();

    const unchanged = await guest.open();
    await unchanged.session[Symbol.asyncDispose]();
    await guest.run(
      'echo meddled >> /var/lib/saltern/srv/salt/demo/init.sls; touch /var/lib/saltern/srv/salt/demo/extra.sls',
    );
    const repaired = await guest.open();
    await repaired.session[Symbol.asyncDispose]();

    expect(unchanged.progress).toEqual(['starting Salt /']);
    expect(repaired.progress).toEqual(['sending 1 files /']);
    expect(await guest.run('ls /var/lib/saltern/srv/salt/demo')).not.toContain('extra');
    expect(await guest.run('cat /var/lib/saltern/srv/salt/demo/init.sls')).not.toContain('meddled');
  });

  it('carries a thousand files, unusual names and modes', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 1000 }, (_, at) => [`demo/many/${at % 20}/file-${at}`, `${at}\n`.repeat(200)]),
    );
    await guest.write({ ...many, [`demo/${'long'.repeat(40)}/ünï côde '"$x`]: 'odd\n' });

    const first = await guest.open();
    await first.session[Symbol.asyncDispose]();
    const second = await guest.open();
    await second.session[Symbol.asyncDispose]();

    expect(await guest.run('find /var/lib/saltern/srv/salt/demo/many -type f | wc -l')).toBe('1000');
    expect(await guest.run('cat /var/lib/saltern/srv/salt/demo/long*/*')).toBe('odd');
    expect(second.progress).toEqual(['starting Salt /']);
  });

  it('has no colours in its output (D13)', async () => {
    await guest.write({
      'demo/init.sls':
        'bad:\n  test.fail_without_changes: []\n  file.managed:\n    - name: /opt/demo/x\n    - source: salt://demo/{{ 1 }}\n',
    });

    const { result, output } = await guest.apply();

    const text = [...output, JSON.stringify(result)].join('');
    expect(stripVTControlCharacters(text)).toBe(text);
  });
});
