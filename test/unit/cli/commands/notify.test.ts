import { describe, expect, it } from 'vitest';
import { hookServer } from '../../../support/hook-server.ts';
import { notifyProject } from '../../../support/notify-project.ts';

const BAD = { night: 2, outcomes: { 'ops-time': 'fail' }, reason: 'chronyd does not start' } as const;

describe('saltern notify', () => {
  it('tells of the last night, once', async () => {
    await using hooks = await hookServer();
    const scene = await notifyProject({ receivers: { hook: { webhook: { url: hooks.url } } } });
    await scene.tell({ night: 1 });
    scene.keep(BAD);

    const codes = [await scene.saltern('notify'), await scene.saltern('notify')];

    expect(codes).toEqual([0, 0]);
    expect(scene.app.said.stdout.split('\n')).toEqual([
      '✓ hook  refused fleet',
      '✓ hook  newly-failing ops-time',
      'nothing to tell of the night 20261102T013000',
      '',
    ]);
    expect(hooks.posted).toHaveLength(2);
  });

  it('says with exit code 3 whom it did not reach, and why', async () => {
    const scene = await notifyProject({ receivers: { script: { command: ['sh', '-c', 'echo no way; exit 4'] } } });
    scene.keep(BAD);

    const code = await scene.saltern('notify');

    expect(code).toBe(3);
    expect(scene.app.said.stdout).toBe('! script  state fleet\n');
    expect(scene.app.said.stderr).toBe(
      "'script' was not told: 'sh' ended with 4: no way; it is tried again next time\n",
    );
  });

  it('where there was no night yet is a matter of usage', async () => {
    const scene = await notifyProject({ receivers: {} });

    expect(await scene.saltern('notify')).toBe(2);
    expect(scene.app.said.stderr).toContain('There was no night yet in');
  });
});

describe('saltern notify --preview', () => {
  it('prints what would be sent, sends nothing, and changes nothing', async () => {
    await using hooks = await hookServer();
    const scene = await notifyProject({ receivers: { hook: { webhook: { url: hooks.url } } } });
    await scene.tell({ night: 1 });
    scene.keep(BAD);

    const codes = [await scene.saltern('notify --preview'), await scene.saltern('notify --preview')];

    expect(codes).toEqual([0, 0]);
    const lines = [
      'to hook, by webhook:',
      '  fleet · night of 2 Nov 2026, 01:30 – 02:14 UTC · ✗ REFUSED',
      '  stable 20261101T013000 (1 day) · tonight 20261102T013000',
      '  2 of 4 requirements not met: ops-time-default on 7, 9',
      '  ✗ failing: ops-time',
      '  no package changed · 4 instances · 4 attempts · 44 min',
      '',
      '  ✗ 20261102T013000 is refused for stable: 2 of 4 requirements not met',
      '      ops-time-default on 7, 9',
      '        FAIL chronyd does not start',
      '',
      '  ✗ ops-time fails on 2 of 2 instances',
      '      ops-time-default on 7, 9',
      '        chronyd does not start',
    ];
    expect(scene.app.said.stdout.split('\n')).toEqual([...lines, ...lines, '']);
    expect(hooks.posted).toHaveLength(1);
  });

  it('says why nothing would be', async () => {
    const scene = await notifyProject({ receivers: { script: { command: ['true'] } } });
    await scene.tell(BAD);
    scene.keep(BAD);

    await scene.saltern('notify --preview');

    expect(scene.app.said.stdout).toBe(
      'nothing would be sent of the night 20261102T013000: people were told already\n',
    );
  });
});

describe('saltern notify --test', () => {
  it('sends a message that says that it is a test, and says what came of each', async () => {
    await using hooks = await hookServer();
    const receivers = {
      good: { webhook: { url: hooks.url } },
      lost: { teams: { 'url-env': 'TEAMS_WEBHOOK' } },
    };
    const scene = await notifyProject({ receivers });

    const code = await scene.saltern('notify --test');

    expect(code).toBe(3);
    expect(scene.app.said.stdout.split('\n')).toEqual([
      '   RECEIVER  BY       WHAT CAME OF IT',
      '✓  good      webhook  sent',
      "!  lost      teams    the variable 'TEAMS_WEBHOOK' is not set",
      '',
    ]);
    expect(hooks.json()).toEqual([expect.objectContaining({ isTest: true, news: [] })]);
  });

  it('tries one alone where it is named', async () => {
    await using hooks = await hookServer();
    const receivers = { good: { webhook: { url: hooks.url } }, lost: { teams: { 'url-env': 'TEAMS_WEBHOOK' } } };
    const scene = await notifyProject({ receivers });

    expect(await scene.saltern('notify --test good')).toBe(0);
  });

  it.each([
    ['a receiver that there is not', 'notify --test goood', "There is no receiver 'goood'", "Did you mean 'good'?"],
    [
      'both at once',
      'notify --test --preview',
      "'--preview' cannot go together with '--test'",
      'Leave out one of them.',
    ],
  ])('refuses %s with exit code 2 and a hint', async (_, line, sentence, hint) => {
    const scene = await notifyProject({ receivers: { good: { command: ['true'] } } });

    expect(await scene.saltern(line)).toBe(2);
    expect(scene.app.said.stderr).toContain(sentence);
    expect(scene.app.said.stderr).toContain(hint);
  });
});
