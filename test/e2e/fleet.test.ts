import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/contract/evidence.ts';
import { quoteWord } from '../../src/base/text/quote-word.ts';
import { type CliResult, type E2eProject, e2eProject, ROOT } from '../support/e2e-project.ts';
import { setupTestbed } from '../testbed/setup.ts';

/**
 * One story in one project, in this order: what a nightly job and a person after it do, with real Salt on stand-ins.
 */
const PLATFORMS = ['centos-7', 'centos-stream-8', 'centos-stream-9'] as const;
const INSTANCES = PLATFORMS.map((platform) => `ops-time-default-${platform}`);
const ONE = 'ops-time-default-centos-stream-9';

interface Manifest {
  readonly id: string;
  readonly digest: string;
  readonly members: readonly {
    name: string;
    packages: readonly { name: string; version: string; release: string }[];
  }[];
}

interface Decision {
  readonly decision: string;
  readonly requirements: readonly { readonly instance: string; readonly kind: string; readonly reason: string }[];
}

let project: E2eProject;
/** The good snapshot. */
let good: Manifest;

beforeAll(async () => {
  project = await e2eProject({ night: 0 });
  const policy = "channels: { stable: { require: [{ suites: ops-time, platforms: '*' }], max-age: 36h } }\n";
  await project.write('gate.yml', policy);
});

afterAll(async () => {
  await project?.[Symbol.asyncDispose]();
});

async function showSnapshot(reference: string): Promise<Manifest> {
  const { manifest } = (await project.json(['snapshot', 'show', reference])) as { manifest: Manifest };
  return manifest;
}

async function readEvidence(snapshot: string): Promise<readonly Evidence[]> {
  const folder = `.saltern/evidence/${snapshot}`;
  const all: Evidence[] = [];
  for (const instance of await readdir(join(project.directory, folder))) {
    const files = (await readdir(join(project.directory, folder, instance))).toSorted();
    all.push(JSON.parse(await project.read(`${folder}/${instance}/${files.at(-1)}`)) as Evidence);
  }
  return all;
}

async function listStates(): Promise<Readonly<Record<string, string>>> {
  const rows = (await project.json(['list', 'ops-time-*'])) as readonly { name: string; state: string }[];
  return Object.fromEntries(rows.map(({ name, state }) => [name, state]));
}

function gateCheck(): Promise<unknown> {
  return project.json(['gate', 'check']);
}

describe('on a good night', () => {
  it('takes a snapshot of the mirrors, and none when nothing changed', async () => {
    const created = await project.saltern(['snapshot', 'create']);
    const again = await project.saltern(['snapshot', 'create']);
    good = await showSnapshot('latest');
    const list = await project.saltern(['snapshot', 'list']);
    const show = await project.saltern(['snapshot', 'show']);

    expect(created.stdout).toMatch(/^created \d{8}T\d{6} {2}base7 \d+, base8 \d+, base9 \d+ {2}sha256:[0-9a-f]+…\n$/);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(`^nothing changed since ${good.id} `) });
    expect(good.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(list.stdout).toContain(`${good.id}  `);
    expect(list.stdout.trim().split('\n')).toHaveLength(2);
    expect(show.stdout).toContain(good.digest);
  });

  it('the gate calls what nobody tested missing, and promote refuses', async () => {
    const check = await project.saltern(['gate', 'check']);
    const promote = await project.saltern(['promote']);

    expect(check.code).toBe(1);
    expect(check.stdout).toMatch(new RegExp(`^REJECT {2}${good.id} for stable`));
    for (const name of INSTANCES) expect(check.stdout).toMatch(new RegExp(`MISSING +${name} +no result`));
    expect(check.stdout).toContain('0 of 3 requirements met');
    expect(promote.code).toBe(1);
    expect(promote.stderr).toMatch(/not promoted: .*stable does not exist/);
    expect(await readdir(join(project.mirror, 'channels')).catch(() => [])).toEqual([]);
  });

  it('tests one formula on three platforms in one run', async () => {
    const { code, stdout, stderr } = await project.saltern(['test', 'ops-time-*']);

    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(new RegExp(`^3 instances · snapshot ${good.id} · docker`));
    for (const name of INSTANCES) {
      for (const phase of ['create', 'converge', 'again', 'verify', 'destroy'])
        expect(stdout).toMatch(new RegExp(`${name} +${phase} +✓`));
    }
    expect(stdout).toContain('3 passed · ');
    expect(stderr).toBe('');
    expect(await project.leftovers()).toEqual([]);
  });

  it('leaves evidence that is bound to everything it is about', async () => {
    const evidence = await readEvidence(good.id);
    const { images } = await setupTestbed({ quiet: true });

    expect(evidence.map(({ instance }) => instance).toSorted()).toEqual(INSTANCES.toSorted());
    for (const one of evidence) {
      const el = `el${one.platform.split('-').at(-1)}` as 'el7' | 'el8' | 'el9';
      const inspected = await execa('docker', ['image', 'inspect', '--format', '{{.Id}}', images[el]]);
      const chrony = good.members
        .find(({ name }) => name === `base${el.slice(2)}`)
        ?.packages.find(({ name }) => name === 'chrony');

      expect(one).toMatchObject({
        version: 1,
        formula: 'ops-time',
        suite: 'default',
        outcome: 'pass',
        reasons: [],
        snapshot: { id: good.id, digest: good.digest },
        formulaDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        suiteDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        recipe: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        image: { reference: images[el], digest: inspected.stdout },
        saltVersion: el === 'el7' ? '3006.28' : '3007.15',
      });
      expect(one.packages).toContain(`chrony-${chrony?.version}-${chrony?.release}.x86_64`);
      expect(Date.parse(one.finishedAt)).toBeGreaterThan(Date.parse(one.startedAt));
    }
  });

  it('leaves reports that other programs can read', async () => {
    const latest = '.saltern/latest';
    const log = await readdir(join(project.directory, latest, 'log'));
    const events = await Promise.all(INSTANCES.map((name) => project.read(`${latest}/log/${name}.ndjson`)));
    const badges = await readdir(join(project.directory, latest, 'badges'));
    const xml = join(project.directory, latest, 'junit.xml');
    const schema = join(ROOT, 'test/fixtures/junit/jenkins.rng');
    const lint = await execa('xmllint', ['--noout', '--relaxng', schema, xml], { reject: false });
    const junit = await project.read(`${latest}/junit.xml`);

    expect(lint.exitCode, lint.stderr).toBe(0);
    expect(junit.match(/<testsuite /g)).toHaveLength(3);
    expect(junit).toContain('time-service');
    expect(badges.toSorted()).toEqual(['ops-time.svg', ...PLATFORMS.map((name) => `ops-time-${name}.svg`)].toSorted());
    expect(await project.read(`${latest}/badges/ops-time.svg`)).toMatch(/^<svg [\s\S]*passing|passed/);
    expect(log.toSorted()).toEqual(INSTANCES.flatMap((name) => [`${name}.log`, `${name}.ndjson`]).toSorted());
    for (const [index, text] of events.entries()) {
      const parsed = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { instance?: string; type: string; at: number });
      expect(new Set(parsed.flatMap(({ instance }) => instance ?? []))).toEqual(new Set([INSTANCES[index]]));
      expect(parsed.at(-1)?.type).toBe('instance-finished');
    }
  });

  it('D13: has no escape sequence of Salt or dnf in its logs', async () => {
    for (const name of INSTANCES) expect(await project.read(`.saltern/latest/log/${name}.log`)).not.toContain('\u001b');
  });

  it('promotes, once', async () => {
    const check = await project.saltern(['gate', 'check']);
    const promote = await project.saltern(['promote']);
    const again = await project.saltern(['promote']);
    const list = await project.saltern(['snapshot', 'list']);

    expect(check, check.stdout).toMatchObject({ code: 0, stderr: '' });
    expect(check.stdout).toMatch(/^PROMOTE {2}\S+ for stable[\s\S]*3 of 3 requirements met/);
    expect(promote).toMatchObject({ code: 0, stdout: `stable is now at ${good.id}\n` });
    expect(again).toMatchObject({ code: 0, stdout: `stable is already at ${good.id}\n` });
    expect(list.stdout).toMatch(new RegExp(`${good.id} +\\d+ +stable`));
  });

  it('takes no evidence of a formula that has changed since', async () => {
    const file = '../examples/formulas/ops-time/ops-time/init.sls';
    const text = await project.read(file);
    await project.write(file, `${text}\n# another word\n`);
    const changed = (await gateCheck()) as Decision;
    await project.write(file, text);
    const back = (await gateCheck()) as Decision;

    expect(changed.decision).toBe('reject');
    expect(changed.requirements.map(({ kind }) => kind)).toEqual(['stale', 'stale', 'stale']);
    expect(back.decision).toBe('promote');
  });

  it('writes every decision down', async () => {
    const lines = (await execa('cat', [join(project.mirror, 'audit.ndjson')])).stdout.split('\n');
    const all = lines.map((line) => JSON.parse(line) as { action: string; result?: string; decision: string });
    const actions = all.filter(({ result }) => result !== undefined);

    expect(all[0]?.action).toBe('take');
    expect(actions.map(({ action, result, decision }) => `${action} ${result} ${decision}`)).toEqual([
      'check decided reject',
      'promote refused reject',
      'check decided promote',
      'promote promoted promote',
      'promote unchanged promote',
      'check decided reject',
      'check decided promote',
    ]);
  });
});

describe('on a night with a daemon that does not start', () => {
  let bad: Manifest;
  let failed: CliResult;

  beforeAll(async () => {
    await project.makeNight(1, 'exits');
    await project.saltern(['snapshot', 'create']);
    bad = await showSnapshot('latest');
    failed = await project.saltern(['test', 'ops-time-*']);
  });

  it('shows what changed since stable', async () => {
    const { stdout } = await project.saltern(['snapshot', 'show']);

    expect(bad.id).not.toBe(good.id);
    expect(stdout).toMatch(/changed since stable/);
    expect(stdout).toMatch(/base9 +upgraded +chrony/);
    expect(stdout).toMatch(/base9 +rebuilt +sudo/);
    expect(stdout).toMatch(/base9 +added +tree/);
    expect(stdout).toMatch(/base9 +removed +ed\b/);
  });

  it('D11: fails, and says at the end which state, where it is written, and why', () => {
    const report = failed.stdout.slice(failed.stdout.indexOf('\n\n'));

    expect(failed.code, failed.stdout).toBe(1);
    expect(failed.stdout).toContain('3 failed · ');
    const blocks = report.split('\n\n').filter((block) => block.startsWith('FAIL'));
    // What reads the same on several platforms is told once.
    const told = blocks.map((block) => Number(/^FAIL {2}(\d+) instances: ops-time-default on /.exec(block)?.[1] ?? 1));
    expect(told.reduce((sum, number) => sum + number, 0)).toBe(3);
    for (const block of blocks) {
      expect(block).toMatch(
        / {2}state +time-service +service\.running.*examples\/formulas\/ops-time\/ops-time\/init\.sls:\d+/,
      );
      expect(block).toMatch(/\n {4}chronyd\.service \w+.*; unit file \w+\n {4}journal {2}/);
      expect(block).toMatch(/ {2}check +service chronyd .*running: expected true, got false/);
      expect(block).toMatch(new RegExp(`saltern test \\S+ --snapshot ${bad.id}\n`));
    }
    for (const name of INSTANCES) expect(report).toMatch(new RegExp(`\n ✗ ${name} +converge +time-service: `));
  });

  it('keeps what failed, and list shows it', async () => {
    expect(await listStates()).toEqual(Object.fromEntries(INSTANCES.map((name) => [name, 'verified: fail'])));
    expect(await project.leftovers()).toHaveLength(INSTANCES.length);
  });

  it('the gate names the failing instances, promote refuses, and stable stays', async () => {
    const check = await project.saltern(['gate', 'check']);
    const promote = await project.saltern(['promote']);
    const byId = await project.saltern(['promote', '--snapshot', bad.id]);

    expect(check.code).toBe(1);
    expect(check.stdout).toMatch(new RegExp(`^REJECT {2}${bad.id} for stable +stable stays at ${good.id}`));
    for (const name of INSTANCES) expect(check.stdout).toMatch(new RegExp(`FAIL +${name} +check service chronyd`));
    expect(check.stdout).toMatch(/changed since stable: .*upgraded/);
    expect(promote.code).toBe(1);
    expect(promote.stderr).toMatch(new RegExp(`not promoted: .*stable stays at ${good.id}`));
    expect(byId.code).toBe(1);
    expect((await showSnapshot('stable')).id).toBe(good.id);
  });

  it('D11: its logs stay when the instances are removed', async () => {
    const before = await project.read(`.saltern/latest/log/${ONE}.log`);
    const destroyed = await project.saltern(['destroy', 'ops-time-*']);
    const logs = await project.saltern(['logs', ONE]);

    expect(destroyed.stdout.trim().split('\n')).toHaveLength(3);
    expect(before).toContain('chronyd');
    expect(logs.stdout).toBe(before);
    expect(await project.leftovers()).toEqual([]);
  });
});

describe('by hand, on the stable snapshot', () => {
  const onStable = ['--snapshot', 'stable'];

  it('converges, verifies without converging again, and tells the state', async () => {
    const converge = await project.saltern(['converge', ONE, ...onStable]);
    const afterConverge = await listStates();
    const verify = await project.saltern(['verify', ONE, ...onStable]);

    expect(converge.code, converge.stdout).toBe(0);
    expect(afterConverge[ONE]).toBe('converged');
    expect(verify.code, verify.stdout).toBe(0);
    expect(verify.stdout).not.toMatch(/create|converge/);
    expect((await listStates())[ONE]).toBe('verified');
  });

  it('runs a command in it, and gives what the command gave', async () => {
    const query = await project.saltern(['exec', ONE, '--', 'rpm', '-q', '--qf', '%{NAME}', 'chrony']);
    const failing = await project.saltern(['exec', ONE, '--', 'sh', '-c', 'echo "a  b" $0 >&2; exit 9']);

    expect(query).toEqual({ code: 0, stdout: 'chrony', stderr: '' });
    expect(failing).toEqual({ code: 9, stdout: '', stderr: 'a  b sh\n' });
  });

  it('logs in to a shell on a real terminal, and gives its exit code', async () => {
    const main = join(ROOT, 'src/cli/main.ts');
    const argv = [process.execPath, main, 'login', ONE].map(quoteWord).join(' ');

    const { stdout, exitCode } = await execa('script', ['-qec', argv, '/dev/null'], {
      cwd: project.directory,
      input: 'hostname; echo sum $((40 + 2)); exit 5\n',
      reject: false,
      timeout: 60_000,
    });

    expect(stdout).toContain('sum 42');
    expect(stdout).toMatch(new RegExp(`^${ONE}\\r?$`, 'm'));
    expect(exitCode).toBe(5);
  });

  it('destroys it, and destroying again finds nothing', async () => {
    const first = await project.saltern(['destroy', ONE]);
    const second = await project.saltern(['destroy', ONE]);

    expect(first).toMatchObject({ code: 0, stdout: `removed ${ONE}\n` });
    expect(second).toMatchObject({ code: 0, stdout: 'nothing to remove\n' });
    expect(await project.leftovers()).toEqual([]);
  });

  it('keeps what passed with --destroy never', async () => {
    const { code, stdout } = await project.saltern(['test', ONE, ...onStable, '--destroy', 'never']);
    const states = await listStates();
    const [container] = await project.leftovers();
    await project.saltern(['destroy', ONE]);

    expect(code, stdout).toBe(0);
    expect(states[ONE]).toBe('verified');
    expect(container).toContain(ONE);
  });
});

describe('a suite that reboots', () => {
  it('converges, restarts the container, and asks afterwards whether all is as it was', async () => {
    const steps = 'formulas: { ops-time: { suites: { default: { steps: [converge, reboot, verify, again] } } } }\n';
    await project.write('steps.yml', steps);

    const { code, stdout } = await project.saltern(['test', ONE, '--snapshot', 'stable', '--overlay', 'steps.yml']);

    expect(code, stdout).toBe(0);
    const phases = [...stdout.matchAll(/ (converge|reboot|verify|again) +✓/g)].map(([, phase]) => phase);
    expect(phases).toEqual(['converge', 'reboot', 'verify', 'again']);
    expect(await project.leftovers()).toEqual([]);
  });

  it('and one that is kept is restarted by hand', async () => {
    await project.saltern(['converge', ONE, '--snapshot', 'stable']);
    await project.saltern(['exec', ONE, '--', 'touch', '/run/before', '/srv/before']);

    const restart = await project.saltern(['reboot', ONE]);
    const left = await project.saltern(['exec', ONE, '--', 'sh', '-c', 'ls -d /run/before /srv/before']);
    const verify = await project.saltern(['verify', ONE, '--snapshot', 'stable']);
    await project.saltern(['destroy', ONE]);

    expect(restart).toMatchObject({ code: 0, stdout: `restarted ${ONE}\n`, stderr: `restarting '${ONE}'\n` });
    expect(left.stdout).toBe('/srv/before\n');
    expect(verify.code, verify.stdout).toBe(0);
    expect(verify.stdout).not.toMatch(/create|converge/);
  });
});

describe('two salterns in one project', () => {
  it('that test the same instance take turns, and each gets its verdict', async () => {
    const first = project.start(['test', ONE, '--snapshot', 'stable']);
    await first.said(/create +✓/);
    const second = project.start(['test', ONE, '--snapshot', 'stable']);
    await second.said(/another saltern is working on it/);
    const [one, two] = await Promise.all([first.ended, second.ended]);

    expect(one.code, one.stdout).toBe(0);
    expect(two.code, two.stdout).toBe(0);
    expect(two.stdout).toContain('1 passed');
    expect(await project.leftovers()).toEqual([]);
  });

  it('let each other be: destroy --orphans at any moment takes nothing of a run that is under way', async () => {
    const test = project.start(['test', ONE, 'ops-time-default-centos-7', '--snapshot', 'stable']);
    const sweeps: CliResult[] = [];
    const over = new AbortController();
    void test.ended.then(() => over.abort());
    while (!over.signal.aborted) sweeps.push(await project.saltern(['destroy', '--orphans']));
    const { code, stdout } = await test.ended;

    expect(code, stdout).toBe(0);
    expect(sweeps.length).toBeGreaterThan(2);
    expect(new Set(sweeps.map((sweep) => `${sweep.code} ${sweep.stdout}${sweep.stderr}`))).toEqual(
      new Set(['0 nothing to remove\n']),
    );
    expect(await project.leftovers()).toEqual([]);
  });
});
