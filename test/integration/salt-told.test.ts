import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderFailures } from '../../src/report/explain/render-failures.ts';
import { plainLine } from '../../src/report/text/line.ts';
import type { ConvergeResult } from '../../src/contract/result.ts';
import { startSaltInstance, type SaltInstance } from './salt-instance.ts';

describe.each([
  { el: 'el9', version: '3007.15' },
  { el: 'el8', version: '3006.28' },
] as const)('what Salt $version tells on the $el stand-in', ({ el, version }) => {
  let guest: SaltInstance;

  beforeAll(async () => {
    guest = await startSaltInstance(el, version);
  });

  afterAll(async () => {
    await guest?.[Symbol.asyncDispose]();
  });

  /** The failures of one pass, as the final report has them. */
  const report = (pass: ConvergeResult): string =>
    renderFailures(
      [{ step: { do: 'converge' }, after: [], outcome: 'fail', durationMs: 0, pass, checks: [] }],
      guest.root,
    )
      .map(plainLine)
      .join('\n');

  it('has the reasons of what failed: exit status, last lines, names, and what only the log says', async () => {
    await guest.write({
      'demo/init.sls': `role:
  cmd.run:
    - name: seq 1 100; echo "FATAL role app does not exist" >&2; exit 3
user:
  user.present:
    - name: alice
    - gid: 9999
several:
  file.managed:
    - names: [/nowhere/one, /nowhere/two]
    - replace: False
`,
    });

    const { result } = await guest.apply();

    const text = report(result);
    expect(text).toContain('    exit status 3\n    stdout: … 80 lines before\n    stdout: 81\n');
    expect(text).toContain('    stdout: 100\n    stderr: FATAL role app does not exist\n');
    expect(text).not.toContain("{'pid'");
    expect(text).toMatch(/state {2}user {2}user\.present \(alice\)[\s\S]*9999/);
    expect(text).toContain('several  file.managed (/nowhere/one)');
    expect(text).toContain('several  file.managed (/nowhere/two)');
  });

  it('has of a service that did not start what a failed check on it has: unit, exit status, journal', async () => {
    await guest.write({
      'demo/init.sls': `unit:
  file.managed:
    - name: /etc/systemd/system/broken.service
    - contents: |
        [Service]
        ExecStart=/bin/sh -c 'echo cannot read its file >&2; exit 7'
        Restart=on-failure
        RestartSec=0
        [Install]
        WantedBy=multi-user.target
broken:
  service.running:
    - enable: True
    - require: [{ file: unit }]
    - init_delay: 2
after:
  service.running:
    - name: other
    - require: [{ service: broken }]
`,
    });

    const { result } = await guest.apply();

    const text = report(result);
    expect(text).toMatch(/state {2}broken {2}service\.running[^\n]*:\d+\n/);
    expect(text).toMatch(/\n {4}broken\.service failed, exit status 7, \d\d:\d\d:\d\d; unit file \w+\n/);
    expect(text).toMatch(/\n {4}journal {2}sh\[\d+\]: cannot read its file\n/);
    expect(text).toContain('1 state waits for it and did not run: after');
    expect(text).not.toContain('other.service');
  });

  it.each([
    [
      'a: 1\nb:\n  file.managed:\n    - name: /x\n    mode: y\n',
      ':5:5',
      '    mode: y    <======================\n    ^',
    ],
    ['b: c: d\n', ':1:5', 'b: c: d    <======================\n    ^'],
    ['bad: [\n', ':2:1', 'bad: [\n    <======================\n^'],
    [
      '{% for i in [1, 2] %}\nx{{ i }}:\n  test.nop: []\n{% endfor %}\nb: c: d\n',
      ':5:5',
      'Line 8 is of what Jinja made of the file; written it is line 5.',
    ],
  ])(
    'has of YAML that cannot be read, %j, line and column, %s, and the text with a caret',
    async (sls, place, text) => {
      await guest.write({ 'demo/init.sls': sls });

      const { result } = await guest.apply();

      expect(report(result)).toContain(`  salt   render   demo/init.sls${place}\n`);
      expect(result.problems[0]?.message).toContain(text);
    },
  );

  it('says which state was meant by one that is mistyped', async () => {
    await guest.write({ 'demo/init.sls': 'a:\n  file.mangaed:\n    - name: /x\n' });

    const { result } = await guest.apply();

    expect(report(result)).toContain(
      "State 'file.mangaed' was not found in SLS 'demo'; did you mean 'file.managed'?\n",
    );
  });

  it('is whole and in order, and bounded where a state says more than anybody reads', async () => {
    const count = 400_000;
    await guest.write({
      'demo/init.sls': `first:
  test.nop: []
long:
  cmd.run:
    - name: seq 1 ${count}
loud:
  cmd.run:
    - name: seq 1 ${count}; exit 3
last:
  test.nop: []
`,
    });

    const { result, output, states } = await guest.apply();

    expect(result.states.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['first', 'pass'],
      ['long', 'pass'],
      ['loud', 'fail'],
      ['last', 'pass'],
    ]);
    expect(states.map(({ id }) => id)).toEqual(['first', 'long', 'loud', 'last']);
    const { stdout = '' } = (result.states[1]?.changes ?? {}) as { stdout?: string };
    expect(stdout).toMatch(/^1\n2\n3\n[\s\S]*\n… \d+ bytes cut …\n[\s\S]*\n399999\n400000$/);
    const cut = Number(/… (\d+) bytes cut …/.exec(stdout)?.[1]);
    const whole = Array.from({ length: count }, (_, at) => at + 1).join('\n');
    expect(stdout.length - `\n… ${cut} bytes cut …\n`.length + cut).toBe(whole.length);
    expect(output.join('').length).toBeLessThan(5 * 2 ** 20);
    expect(output.join('')).toMatch(/bytes cut/);
    expect(JSON.stringify(result).length).toBeLessThan(2 * 2 ** 20);
    expect(report(result)).toContain('stdout: 400000');
  });

  it('finds what Salt, states and hooks wrote beside its configuration in later sessions', async () => {
    await guest.write({ 'demo/init.sls': 'role:\n  grains.present:\n    - value: [web]\n' });
    await guest.run('mkdir -p /var/lib/saltern/etc/gpgkeys; echo key >/var/lib/saltern/etc/gpgkeys/pubring.kbx');

    const first = await guest.apply();
    await guest.run('mkdir -p /var/lib/saltern/etc/minion.d; echo "own: 1" >/var/lib/saltern/etc/minion.d/own.conf');
    const second = await guest.apply();

    expect(first.result.states[0]?.verdict).toBe('changed');
    expect(second.result.states[0]?.verdict).toBe('kept');
    expect(await guest.run('cd /var/lib/saltern/etc; cat gpgkeys/pubring.kbx minion.d/own.conf')).toBe('key\nown: 1');
  });
});
