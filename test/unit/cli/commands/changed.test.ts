import { describe, expect, it } from 'vitest';
import { gitProject, LONE, THREE_FORMULAS } from '../../../support/git-project.ts';

describe('saltern changed', () => {
  it('shows each instance with its reason, how many there are, and what does not count', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    project.write('formulas/base/base/init.sls', 'x');
    project.write('README.md', 'other words');

    const { code, stdout, stderr } = await project.saltern(['changed', '--base', 'main']);

    expect(stdout.split('\n')).toEqual([
      'INSTANCE            WHY',
      'base-default-here   formulas/base/base/init.sls: in the tree of base',
      'base-default-there  formulas/base/base/init.sls: in the tree of base',
      'web-default-here    formulas/base/base/init.sls: web includes base (web/init.sls:2)',
      'web-default-there   formulas/base/base/init.sls: web includes base (web/init.sls:2)',
      '',
      '4 of 5 instances, by 1 file; 1 is not affected',
      'not counted: README.md (documentation)',
      '',
    ]);
    expect([code, stderr]).toEqual([0, '']);
  });

  it('says that nothing is affected, and ends well', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    const nothing = await project.saltern(['changed', '--base', 'main']);
    project.write('README.md', 'other words');

    const documentation = await project.saltern(['changed', '--base', 'main']);

    expect(nothing).toEqual({ code: 0, stdout: 'no file, so none of 5 instances\n', stderr: '' });
    expect(documentation.stdout).toBe('none of 5 instances, by 1 file\nnot counted: README.md (documentation)\n');
    expect(documentation.code).toBe(0);
  });

  it('tells how to leave out what belongs to nothing', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    project.write('Makefile', 'x');
    project.write('pillar/lone.sls', 'x: 1');

    const { stdout, stderr } = await project.saltern(['changed', '--base', 'main']);

    expect(stdout).toContain('base-default-here   Makefile: nobody knows what it belongs to\n');
    expect(stdout).toContain('lone-default-here   pillar/lone.sls: pillar of the suite default (and 1 more)\n');
    expect(stderr).toBe("hint: List under 'changed: { ignore: [...] }' what can affect no instance.\n");
  });

  it('gives all of it as JSON', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    project.write('pillar/lone.sls', 'x: 1');

    expect(await project.changed()).toEqual({
      base: 'main',
      commit: await project.git('rev-parse', 'main'),
      files: ['pillar/lone.sls'],
      selected: [
        {
          name: 'lone-default-here',
          formula: 'lone',
          suite: 'default',
          platform: 'here',
          reasons: [{ kind: 'pillar', file: 'pillar/lone.sls', text: 'pillar/lone.sls: pillar of the suite default' }],
        },
      ],
      ignored: [],
      untouched: 4,
    });
  });
});

describe('saltern test --changed', () => {
  it('says why in a line for each suite, and runs these alone', async () => {
    await using project = await gitProject({
      ...THREE_FORMULAS,
      'suites/lone.yml': 'formula: none\nsuites: { default: { checks: ../checks/lone.yaml } }\nplatforms: [here]\n',
      'saltern.yml': (THREE_FORMULAS['saltern.yml'] ?? '').replace('image: one', 'fake: { exec: host }'),
    });
    project.write('checks/lone.yaml', 'command: { "true": { exit-status: 0, stdout: [] } }\n');

    const { code, stdout, stderr } = await project.saltern(['test', '--changed', 'main']);

    expect(stderr).toContain(
      'changed since main: 1 of 5 instances, by 1 file; 4 are not affected\n  lone-default: checks/lone.yaml: checks changed\n',
    );
    expect(stdout).toContain('lone-default-here');
    expect(stdout).not.toContain('web-default');
    expect(code).toBe(0);
  });

  it('runs nothing where nothing is affected, which is well', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    project.write('README.md', 'other words');

    const told = await project.saltern(['test', '--changed', 'main']);
    const asJson = await project.saltern(['test', '--changed', 'main', '--json']);

    expect(told.stdout).toBe('what changed affects no instance, so there is nothing to test\n');
    expect(told.code).toBe(0);
    expect(JSON.parse(asJson.stdout)).toMatchObject({ outcome: 'skip', instances: [], runId: null });
  });

  it('tells what was asked for by name from what is affected', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    project.write('pillar/lone.sls', 'x: 1');

    const { code, stdout } = await project.saltern(['test', 'web-*', '--changed', 'main']);

    expect(stdout).toBe('none of what was asked for is affected, so there is nothing to test\n');
    expect(code).toBe(0);
  });
});

describe('saltern list --changed', () => {
  it('lists these alone', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    project.write('pillar/lone.sls', 'x: 1');

    const { stdout } = await project.saltern(['list', '--changed', 'main', '--bare']);

    expect(stdout).toBe(`${LONE.join('\n')}\n`);
  });

  it('says that there are none', async () => {
    await using project = await gitProject(THREE_FORMULAS);

    const { code, stdout } = await project.saltern(['list', '--changed', 'main']);

    expect(stdout).toBe('what changed affects none of them\n');
    expect(code).toBe(0);
  });
});

describe('what stands in the way is one sentence with a hint', () => {
  it.each([
    ['a branch that is not there', 'nope', "This repository has no branch, tag or commit 'nope'", 'git branch --all'],
    ['what is no commit', 'main:README.md', "no branch, tag or commit 'main:README.md'", 'git branch --all'],
    ['a range', 'main..work', "no branch, tag or commit 'main..work'", 'git branch --all'],
  ])('%s', async (_title, base, sentence, hint) => {
    await using project = await gitProject(THREE_FORMULAS);

    const { code, stderr } = await project.saltern(['changed', '--base', base]);

    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
    expect(stderr).toContain(hint);
  });

  it('a clone that does not reach back to where the work began', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    project.write('pillar/lone.sls', 'x: 1');
    await project.commit();
    await project.git('checkout', '--quiet', 'main');
    project.write('Makefile', 'x');
    await project.commit();
    await project.git(
      'clone',
      '--quiet',
      '--depth',
      '1',
      '--no-single-branch',
      '--branch',
      'work',
      `file://${project.top}`,
      '../cut',
    );

    const cwd = `${project.top}/../cut`;
    const cut = await project.saltern(['changed', '--base', 'origin/main'], { cwd });
    const unknown = await project.saltern(['changed', '--base', 'HEAD~1'], { cwd });

    expect(cut.code).toBe(3);
    expect(cut.stderr).toMatch(/^'origin\/main' and what is checked out have no commit in common: this clone does not/);
    for (const { stderr } of [cut, unknown]) expect(stderr).toContain('`fetch-depth: 0`');
  });

  it('histories that have nothing in common', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    await project.git('checkout', '--quiet', '--orphan', 'alien');
    project.write('README.md', 'of others');
    await project.commit();

    const { code, stderr } = await project.saltern(['changed', '--base', 'main']);

    expect(code).toBe(3);
    expect(stderr).toMatch(/^'main' and what is checked out have no commit in common\n/);
  });

  it('a folder that is in no repository', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    project.remove('.git');

    const { code, stderr } = await project.saltern(['changed', '--base', 'main']);

    expect(code).toBe(2);
    expect(stderr).toContain('The project is not in a git repository');
  });
});
