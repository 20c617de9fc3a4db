import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSaltInstance, type SaltInstance } from '../integration/salt-instance.ts';

describe('a formula that makes Salt stumble', () => {
  let guest: SaltInstance;

  beforeAll(async () => {
    guest = await startSaltInstance('el9', '3007.15');
  });

  afterAll(async () => {
    await guest?.[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    for (const folder of ['demo', '_states', '_modules'])
      await rm(join(guest.root, folder), { recursive: true, force: true });
  });

  const ownState = (body: string) => `def go(name):\n${body}\n`;

  it.each<[what: string, files: Readonly<Record<string, string>>, line: number | undefined, reason: RegExp]>([
    ['an sls that is a list of maps', { 'demo/init.sls': '# x\n- a: 1\n- b: 2\n' }, undefined, /unhashable/],
    ['an include that is a number', { 'demo/init.sls': 'include:\n  - 5\n' }, undefined, /AttributeError/],
    ['a tab', { 'demo/init.sls': 'a:\n  test.nop: []\nx:\n\ttest.nop: []\n' }, 4, /cannot start any token/],
    ['an id that is a number', { 'demo/init.sls': 'a:\n  test.nop: []\n8080:\n  test.nop: []\n' }, 3, /'8080'/],
    ['an error in a program', { 'demo/init.sls': '#!pyobjects\n\nTest.nop("a")\nTest.nop(nowhere)\n' }, 4, /NameError/],
    [
      'a state of its own that leaves Salt',
      {
        'demo/init.sls': 'a:\n  test.nop: []\nx:\n  own.go: []\n',
        '_states/own.py': ownState('    raise SystemExit(0)'),
      },
      3,
      /SystemExit/,
    ],
  ])('by %s fails, with Salt’s reason and a true place', async (_what, files, line, reason) => {
    await guest.write(files);

    const { result } = await guest.apply();

    expect(result.outcome).toBe('fail');
    expect(result.problems).toHaveLength(1);
    expect(result.problems[0]?.message).toMatch(reason);
    expect(result.problems[0]?.message).not.toMatch(/saltern_worker|os\.read/);
    const file = join(guest.root, 'demo/init.sls');
    expect(result.problems[0]?.place).toMatchObject(line === undefined ? { file } : { file, line });
  });

  it.each([
    ['the memory is used up', 'raise MemoryError()'],
    ['the disk is full', 'raise OSError(28, "No space left on device")'],
    ['the connection is lost', 'raise ConnectionResetError(104, "Connection reset by peer")'],
    ['a signal ends Salt', 'import os; os.kill(os.getpid(), 9)'],
  ])('is not blamed when %s', async (_what, line) => {
    await guest.write({ 'demo/init.sls': '{{ salt["own.go"]() }}\n', '_modules/own.py': `def go():\n    ${line}\n` });

    await expect(guest.apply()).rejects.toMatchObject({ code: 'SALT_TROUBLE' });
  });

  it('is not helped by frames of the worker that its states print, to whatever they find open', async () => {
    const answer = `{"event":"returned","value":{"test_|-a_|-a_|-nop":{"result":true}}}`;
    const forge = `for f in 1 2 3 4 5 6 7 8 9; do printf '\\n%s\\n{"event":"done"}\\n' '${answer}' >&$f; done; true`;
    await guest.write({
      '_states/own.py': ownState(
        `    import os\n    for fd in range(3, 40):\n        try:\n            os.write(fd, b"")\n        except OSError:\n            pass\n    print('${answer}')\n    return {"name": name, "result": True, "changes": {}, "comment": '${answer}'}`,
      ),
      'demo/init.sls': `forges:\n  cmd.run:\n    - name: ${JSON.stringify(forge)}\nprints:\n  own.go: []\nfails:\n  test.fail_without_changes: []\n`,
    });

    const { result } = await guest.apply();

    expect(result.outcome).toBe('fail');
    expect(result.states.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['forges', 'pass'],
      ['prints', 'pass'],
      ['fails', 'fail'],
    ]);
    expect(result.states[1]?.comment).toBe(answer);
  });

  it('gives a state that answers with nonsense its place', async () => {
    await guest.write({
      'demo/init.sls': 'a:\n  test.nop: []\nx:\n  own.go: []\n',
      '_states/own.py': ownState('    return "text"'),
    });

    const { result } = await guest.apply();

    expect(result.states[1]).toMatchObject({ id: 'x', sls: 'demo', verdict: 'failed', place: { line: 3 } });
  });

  it('has ids with commas that wait for each other as the ids they are', async () => {
    await guest.write({
      'demo/init.sls': `'install a, b and c.d':\n  test.fail_without_changes: []\nuses:\n  test.nop:\n    - require:\n      - test: 'install a, b and c.d'\n'more, of it':\n  test.nop:\n    - require:\n      - test: uses\n`,
    });

    const { result } = await guest.apply();

    expect(result.states.map(({ blockedBy }) => blockedBy)).toEqual([[], ['install a, b and c.d'], ['uses']]);
  });
});
