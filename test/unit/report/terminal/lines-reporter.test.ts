import { Chalk } from 'chalk';
import { describe, expect, it, vi } from 'vitest';
import type { InstanceSummary, RunEvent } from '../../../../src/contract/events.ts';
import type { InstanceResult } from '../../../../src/contract/result.ts';
import { linesReporter } from '../../../../src/report/terminal/lines-reporter.ts';
import { makeDemoRun } from '../demo-run.ts';
import { DEMO_CWD } from '../make-result.ts';

async function play(events: readonly RunEvent[], level: 0 | 1 = 0): Promise<string> {
  let text = '';
  const reporter = linesReporter({
    write: (more) => (text += more),
    chalk: new Chalk({ level }),
    cwd: DEMO_CWD,
    files: [],
    now: () => 0,
  });
  for (const event of events) reporter.on(event);
  await reporter.close?.();
  return text;
}

describe('lines for CI and pipes', () => {
  it('names the instance on each line of the run', async () => {
    const [head = '', ...lines] = (await play(makeDemoRun())).split('\n\n')[0]?.split('\n') ?? [];

    expect(head).toBe('9 instances · snapshot 20261122T013000 · docker · 4 at once');
    expect(lines.filter((line) => !/^ +\d+\.\d  ops-(ssh|time|syslog)-default-centos-\S+ +\S/.test(line))).toEqual([]);
  });

  it.each([
    [['A', 'A'], 'snapshot A'],
    [['A', 'B'], 'snapshots A, B'],
    [['A', undefined], 'snapshots A, none'],
    [['A', 'B', 'C', 'D'], '4 snapshots'],
  ])('says in the first line that instances run on %j', async (ids, words) => {
    const [started] = makeDemoRun();
    if (started?.type !== 'run-started') throw new Error('the demo run does not start');
    const instances = started.instances.slice(0, ids.length).map((one, at) => ({ ...one, snapshot: ids[at] }));
    const common = new Set(ids).size === 1 ? ids[0] : undefined;

    const text = await play([{ ...started, instances, snapshot: common }]);

    expect(text).toBe(`${ids.length} instances · ${words} · docker · 4 at once\n`);
  });

  it('writes no control character unless colour is forced', async () => {
    const plain = await play(makeDemoRun());
    const coloured = await play(makeDemoRun(), 1);

    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[31m');
  });

  it('tells a failing state and a failing check at once, and no state that passed', async () => {
    const text = await play(makeDemoRun());

    expect(text).toMatch(
      /ops-ssh-default-centos-stream-8 +converge ✗ state sshd-config +file.managed \(\/etc\/ssh\/sshd_config\) +formulas\S+:14 +Source file/,
    );
    expect(text).toMatch(
      /ops-ssh-default-centos-stream-8 +verify +✗ check service sshd +running: expected true, got false/,
    );
    expect(text.split('\n\n')[0]).not.toContain('sshd-key');
  });

  it('tells progress only after ten silent seconds', async () => {
    const [started] = makeDemoRun();
    if (started === undefined) throw new Error('the demo run is empty');
    const pull = (seconds: number): RunEvent => ({
      at: started.at + seconds * 1000,
      type: 'phase-progress',
      instance: 'ops-ssh-default-centos-7',
      phase: 'prepare',
      text: `pulling, ${seconds} s`,
      done: undefined,
      total: undefined,
    });

    const text = await play([started, ...[1, 5, 11, 15, 20, 22].map((seconds) => pull(seconds))]);

    expect(text.match(/pulling, \d+ s/g)).toEqual(['pulling, 11 s', 'pulling, 22 s']);
  });

  it('says every half minute of silence what an instance is still at, with the state that runs and not the last one told', () => {
    vi.useFakeTimers({ now: 0 });
    let text = '';
    const options = { write: (more: string) => void (text += more), chalk: new Chalk({ level: 0 }), cwd: DEMO_CWD };
    const reporter = linesReporter({ ...options, now: () => Date.now() });
    const [started] = makeDemoRun();
    if (started?.type !== 'run-started') throw new Error('the demo run does not start');
    const about = { at: 0, instance: 'ops-ssh-default-centos-7', phase: 'converge' } as const;
    const progress = { ...about, type: 'phase-progress', total: 20 } as const;

    reporter.on({ ...started, at: 0 });
    reporter.on({ ...about, type: 'phase-started' });
    reporter.on({ ...progress, at: 11_000, text: 'snippets', done: 6 });
    reporter.on({ ...progress, at: 12_000, text: 'openssl dhparam', done: 7 });
    vi.advanceTimersByTime(80_000);
    reporter.on({ ...about, at: 80_000, type: 'phase-finished', outcome: 'pass', durationMs: 80_000 });
    vi.advanceTimersByTime(100_000);
    vi.useRealTimers();

    expect(
      text
        .split('\n')
        .slice(1, -1)
        .map((line) => line.replace(/ +/g, ' ')),
    ).toEqual([
      ' 11.0 ops-ssh-default-centos-7 converge 6/20 snippets',
      ' 41.0 ops-ssh-default-centos-7 converge 7/20 still at openssl dhparam, 29.0 s',
      ' 71.0 ops-ssh-default-centos-7 converge 7/20 still at openssl dhparam, 59.0 s',
      ' 80.0 ops-ssh-default-centos-7 converge ✓ 1 min 20 s',
    ]);
  });

  it.each([
    ['test', 'PASS     3.1 s'],
    ['create', 'CREATED  3.1 s'],
    ['converge', 'CONVERGED 3.1 s'],
  ])('calls what went well under %s %s', async (verb, words) => {
    const events = makeDemoRun().map((event) => (event.type === 'run-started' ? { ...event, verb } : event));

    expect(await play(events)).toMatch(new RegExp(`ops-ssh-default-centos-7 +${words}\n`));
  });

  it('says why an instance was skipped, and calls it no error', async () => {
    const message = "Stopped because 'x' did not pass (--fail-fast)";
    const trouble = { code: 'INTERRUPTED', message, hint: undefined, details: [] };
    const events = makeDemoRun().map((event) =>
      event.type === 'instance-finished'
        ? { ...event, result: { ...event.result, outcome: 'skip' as const, trouble } }
        : event,
    );

    expect(await play(events)).toMatch(/SKIP +3\.1 s {2}stopped because 'x' did not pass \(--fail-fast\)\n/);
  });

  it('tells of trouble before anything was begun only at the end, in one line', async () => {
    const text = await play(withoutEngine(() => true));

    expect(text.split('\n').slice(1, 4)).toEqual([
      '',
      "ERROR  none of 9 instances could be started: Docker did not answer on 'x' (ENGINE_MISSING)",
      '',
    ]);
  });

  it('tells it once of the first where others went on, and says nothing of a phase that only failed so', async () => {
    const text = await play(withoutEngine(({ platform }) => platform === 'centos-7'));

    expect(text.match(/Docker did not answer on 'x'/g)).toHaveLength(1 + 1 + 1);
    expect(text).toMatch(/ops-ssh-default-centos-7 +ERROR +\S+ s {2}create {2}Docker did not answer on 'x'\n/);
    expect(text).not.toMatch(/centos-7 +create +!/);
  });

  it('says nothing of a step that had nothing to do', async () => {
    const events = makeDemoRun().map((event) =>
      event.type === 'phase-finished' && event.phase === 'verify' ? { ...event, outcome: 'skip' as const } : event,
    );

    expect(await play(events)).not.toMatch(/verify +–/);
  });

  it('puts what failed below all else', async () => {
    const text = await play(makeDemoRun());

    expect(text.lastIndexOf('PASS')).toBeLessThan(text.indexOf('FAIL  ops-ssh-default-centos-stream-8\n'));
  });
});

/** The demo run in which these instances found no engine. */
function withoutEngine(isHit: (summary: InstanceSummary) => boolean): readonly RunEvent[] {
  const events = makeDemoRun();
  const [started] = events;
  const hit = new Set(started.instances.filter(isHit).map(({ name }) => name));
  const stop = (result: InstanceResult): InstanceResult =>
    hit.has(result.name)
      ? {
          ...result,
          outcome: 'error',
          steps: [],
          phases: [{ phase: 'create', outcome: 'error', durationMs: 4, retries: 0 }],
          trouble: { code: 'ENGINE_MISSING', message: "Docker did not answer on 'x'", hint: undefined, details: [] },
        }
      : result;
  return events.flatMap((event): readonly RunEvent[] => {
    if (event.type === 'run-finished') {
      return [{ ...event, result: { ...event.result, instances: event.result.instances.map(stop) } }];
    }
    if (!('instance' in event) || !hit.has(event.instance)) return [event];
    if (event.type === 'instance-finished') return [{ ...event, result: stop(event.result) }];
    if (event.type === 'phase-finished' && event.phase === 'create') return [{ ...event, outcome: 'error' }];
    return event.type === 'instance-started' ? [event] : [];
  });
}
