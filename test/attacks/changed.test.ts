import { existsSync, symlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALL, BASE, gitProject, LONE, THREE_FORMULAS, WEB } from '../support/git-project.ts';

describe('a change cannot hide from what it affects', () => {
  it.each([
    ['a newline', 'a\nb.sls'],
    ['quotes', `a'"b.sls`],
    ['what looks like an option', '-x'],
    ['what looks like a pattern', '*[a].sls'],
    ['a colon, as magic of git begins', ':(exclude)x'],
    ['an order to a terminal', '\u001b[2Jx.sls'],
    ['a letter that git would quote', 'ü.sls'],
    ['a space at its end', 'x '],
    ['three dots', '...'],
    ['a backslash', 'a\\b'],
  ])('behind a name with %s', async (_title, name) => {
    await using project = await gitProject(THREE_FORMULAS);
    project.write(`formulas/lone/lone/${name}`, 'x');

    const { stdout } = await project.saltern(['changed', '--base', 'main']);

    expect(await project.selected()).toEqual(LONE);
    expect(stdout.split('\n').filter((line) => line.startsWith('lone-default-here '))).toHaveLength(1);
    expect(stdout).not.toContain('\u001b');
  });

  it('behind a name that is no UTF-8', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    const folder = Buffer.from(`${project.top}/formulas/lone/lone/`);
    await writeFile(Buffer.concat([folder, Buffer.from([0xff, 0xfe]), Buffer.from('.sls')]), 'x');

    expect(await project.selected()).toEqual(LONE);
  });

  it('by moving a file out of a tree, by deleting it, or by putting a folder in its place', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    await project.git('mv', 'formulas/web/web/map.jinja', 'docs.md');
    const moved = await project.selected();
    project.remove('formulas/lone/lone/init.sls');
    const deleted = await project.selected();
    project.remove('pillar/lone.sls');
    project.write('pillar/lone.sls/x', '');

    expect(moved).toEqual(WEB);
    expect(deleted).toEqual([...LONE, ...WEB]);
    const { code } = await project.saltern(['changed', '--base', 'main']);
    expect(code).toBe(2);
  });

  it('behind documentation that a guest gets', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    project.write('formulas/lone/lone/README.md', 'x');
    project.write('formulas/lone/lone/docs/a', 'x');

    expect(await project.selected()).toEqual(LONE);
  });

  it('by being listed as ignorable in the same change', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    project.write('saltern.yml', `${THREE_FORMULAS['saltern.yml']}changed: { ignore: ['*'] }\n`);
    project.write('formulas/lone/lone/init.sls', 'x');
    project.write('scripts/prepare.sh', 'x');

    expect(await project.selected()).toEqual(LONE);
  });

  it('by an entry of git that says that a file never changes', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    project.write('.gitattributes', '*.sls -diff binary filter=none diff=none\n');
    await project.git('config', 'diff.none.textconv', 'true');
    await project.git('config', 'diff.external', 'true');
    await project.git('config', 'status.showUntrackedFiles', 'no');
    await project.git('config', 'diff.relative', 'true');
    await project.git('config', 'diff.ignoreSubmodules', 'all');
    project.write('formulas/lone/lone/init.sls', 'x');

    const { files } = await project.changed();

    expect(files).toEqual(['.gitattributes', 'formulas/lone/lone/init.sls']);
  });
});

describe('a link hides nothing', () => {
  it('to a tree that lies elsewhere', async () => {
    await using project = await gitProject({
      ...THREE_FORMULAS,
      'suites/lone.yml': 'formula: ../linked/lone\nplatforms: [here]\nsuites: { default: {} }\n',
    });
    symlinkSync('formulas', join(project.top, 'linked'));
    await project.commit();
    project.write('formulas/lone/lone/init.sls', 'x');
    const behind = await project.selected('HEAD');
    await project.git('checkout', '--quiet', '--force', 'HEAD');
    await project.git('rm', '--quiet', 'linked');
    symlinkSync('./formulas', join(project.top, 'linked'));

    expect(behind).toEqual(LONE);
    expect(await project.selected('HEAD')).toEqual(LONE);
  });

  it('in a tree, to a file of another folder of the formula', async () => {
    await using project = await gitProject({ ...THREE_FORMULAS, 'formulas/lone/shared/a': 'x' });
    symlinkSync('../shared', join(project.top, 'formulas/lone/lone/files'));
    await project.commit();
    project.write('formulas/lone/shared/a', 'y');

    const { selected } = await project.changed('HEAD');

    expect(selected.map(({ reasons }) => reasons[0]?.kind)).toEqual(['formula']);
  });

  it('and one that leads in a circle, or to itself, ends', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    symlinkSync('.', join(project.top, 'formulas/lone/lone/again'));
    symlinkSync('self', join(project.top, 'formulas/lone/lone/self'));

    expect(await project.selected()).toEqual(LONE);
  });

  it('of a script that a hook runs', async () => {
    await using project = await gitProject({ ...THREE_FORMULAS, 'tools/real.sh': 'echo\n' });
    project.remove('scripts/prepare.sh');
    symlinkSync('../tools/real.sh', join(project.top, 'scripts/prepare.sh'));
    await project.commit();
    project.write('tools/real.sh', 'rm\n');

    expect(await project.selected('HEAD')).toEqual(LONE);
  });
});

describe('a ref is a ref and nothing else', () => {
  it.each([
    '--output=stolen',
    '-x',
    '--',
    '',
    '--upload-pack=touch stolen',
    '$(touch stolen)',
    '; touch stolen',
    'a\nb',
  ])('%j', async (base) => {
    await using project = await gitProject(THREE_FORMULAS);

    const { code, stderr } = await project.saltern(['test', `--changed=${base}`]);

    expect(stderr).not.toBe('');
    expect(code).toBe(2);
    expect(existsSync(join(project.top, 'stolen'))).toBe(false);
  });
});

describe('a submodule', () => {
  it('that moved affects what lies in it, and its own files are looked at as they are now', async () => {
    await using library = await gitProject({ 'lone/init.sls': '' });
    await using project = await gitProject({
      ...THREE_FORMULAS,
      'suites/lone.yml': 'formula: ../modules/lone\nplatforms: [here]\nsuites: { default: {} }\n',
      'modules/lone/lone/init.sls': '',
    });
    await project.git('rm', '--quiet', '-r', 'modules');
    await project.git('submodule', '--quiet', 'add', library.top, 'modules/lone');
    await project.commit();
    project.write('modules/lone/lone/init.sls', 'dirty');
    const dirty = await project.selected('HEAD');
    await project.git('-C', 'modules/lone', 'commit', '--quiet', '--all', '--message', 'moved');
    const moved = await project.selected('HEAD');
    await project.commit();
    project.write('suites/base.yml', `${THREE_FORMULAS['suites/base.yml']}timeouts: { verify: 9m }\n`);

    expect(dirty).toEqual(LONE);
    expect(moved).toEqual(LONE);
    expect(await project.selected('HEAD')).toEqual([]);
  });
});

describe('a repository cannot have its own programs run', () => {
  it('by hooks of git', async () => {
    await using project = await gitProject(THREE_FORMULAS);
    for (const name of ['post-checkout', 'post-index-change', 'reference-transaction', 'pre-commit']) {
      project.write(`hooks/${name}`, `#!/bin/sh\ntouch '${project.top}/stolen'\n`);
      await project.git('update-index', '--add', '--chmod=+x', `hooks/${name}`);
    }
    await project.git('checkout', '--quiet', '--', 'hooks');
    await project.git('config', 'core.hooksPath', join(project.top, 'hooks'));
    project.write('saltern.yml', `${THREE_FORMULAS['saltern.yml']}runs: { keep: 3 }\n`);

    await project.changed();

    expect(existsSync(join(project.top, 'stolen'))).toBe(false);
  });
});

describe('an include that only rendering would find', () => {
  it.each([
    ['an expression: all that its file root has', 'include:\n  - {{ which }}\n', [...BASE, ...WEB]],
    [
      'a name that is put together of a formula and an expression',
      'include:\n  - base.{{ which }}\n',
      [...BASE, ...WEB],
    ],
  ])('%s', async (_title, text, selected) => {
    await using project = await gitProject({ ...THREE_FORMULAS, 'formulas/web/web/init.sls': text });
    project.write('formulas/base/base/init.sls', 'x');

    expect(await project.selected()).toEqual(selected);
  });
});

it('a file that nobody knows selects everything, wherever it lies', async () => {
  await using project = await gitProject(THREE_FORMULAS);
  project.write('formulas/x.txt', '');

  expect(await project.selected()).toEqual(ALL);
});
