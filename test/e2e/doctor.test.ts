import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attackScene } from '../support/attack-scene.ts';
import { pretendedProject, passes } from '../support/pretended-project.ts';

/** The lines of some titles, remedies below them. */
function linesOf(stdout: string, title: RegExp): readonly string[] {
  return stdout
    .split(/\n(?=\S)/)
    .map((part) => part.trimEnd())
    .filter((part) => title.test(part));
}

describe('saltern doctor', () => {
  it('says line by line what the project needs, and exits 0 with warnings', async () => {
    await using project = await pretendedProject({
      suites: { default: passes, other: passes },
      files: { 'saltern.local.yml': 'concurrency: 2\n' },
    });

    const { code, stdout } = await project.saltern(['doctor']);

    expect(linesOf(stdout, /Project|Fake|Memory/)).toEqual([
      expect.stringMatching(
        /^✓ Project: '[^']+' in 'saltern\.yml': 2 instances on 1 platform; changed here by 'saltern\.local\.yml'$/,
      ),
      '✓ Fake driver: always ready',
      expect.stringMatching(
        /^✓ Memory: .* free for instances, 2 of 2 fit at once; the biggest, 'demo-default-here', counts for 0\.0 GiB$/,
      ),
    ]);
    expect(code).toBe(0);
  });

  it('says outside of a project that it looked at the machine alone', async () => {
    await using project = await pretendedProject({ files: { 'saltern.yml': '' } });
    await rm(join(project.directory, 'saltern.yml'));

    const { code, stdout } = await project.saltern(['doctor'], { DOCKER_HOST: 'tcp://127.0.0.1:9' });

    expect(linesOf(stdout, /Project|Docker/)).toEqual([
      `! Project: there is no 'saltern.yml' here or above: only this machine was looked at
    Go into a project, or run \`saltern init\` in the folder of a formula.`,
      `✗ Docker engine: Docker did not answer on 'tcp://127.0.0.1:9'; connect ECONNREFUSED 127.0.0.1:9
    Start it, or change DOCKER_HOST in the environment, which names it.`,
    ]);
    expect(code).toBe(3);
  });

  it('ends though no server ever answers, and names them', async () => {
    await using server = createServer(() => undefined);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const index = `http://127.0.0.1:${String(Object(server.address()).port)}`;
    await using project = await pretendedProject({
      suites: { default: { states: ['demo'] } },
      more: {
        formula: '.',
        salt: 3007.15,
        prepare: { environment: { PIP_INDEX_URL: index } },
        snapshots: { url: index, repositories: { here: ['base'] } },
      },
      files: { 'demo/init.sls': '' },
    });

    const { code, stdout } = await project.saltern(['doctor']);
    server.closeAllConnections();

    expect(linesOf(stdout, /^. Sa|^. Snapshots by/)).toEqual([
      expect.stringMatching(/^! Salt 3007\.15 by pip: no answer within 4 s\n {4}Say with `prepare/),
      expect.stringMatching(/^! Snapshots by URL: no answer within 4 s\n/),
    ]);
    expect(code).toBe(0);
  });

  it('gives the same as JSON, with a remedy for whatever did not pass', async () => {
    await using project = await pretendedProject({
      more: { depends: [{ git: '/nowhere/x', name: 'x' }], formula: '.' },
      files: { 'demo/init.sls': '' },
    });

    const findings = (await project.json(['doctor'])) as { title: string; outcome: string; remedy: string | null }[];

    expect(findings).toContainEqual({
      title: "Formulas from '/nowhere/x'",
      outcome: 'fail',
      message: "fatal: '/nowhere/x' does not appear to be a git repository",
      remedy: 'Check the URL and your access to it with `git ls-remote`.',
    });
    expect(findings.filter(({ outcome, remedy }) => (outcome === 'pass') !== (remedy === null))).toEqual([]);
  });

  it('says that the schema which the project file names is not there', async () => {
    const more = {
      'saltern.yml':
        '# yaml-language-server: $schema=.saltern/schema.json\nformula: none\nformula-name: x\ndriver: fake\nplatforms: { here: {} }\nsuites: { a: {} }\n',
    };
    await using project = await pretendedProject({ files: more });

    const { stdout } = await project.saltern(['doctor']);

    expect(stdout).toContain(
      'Run `mkdir -p .saltern && saltern config schema > .saltern/schema.json` beside the project file.',
    );
  });
});

describe('saltern doctor, of snapshots,', () => {
  it('says which one a run would take and what the mirrors offer', async () => {
    await using scene = await attackScene({ packages: [{ name: 'alpha' }] });

    const before = await scene.saltern(['doctor']);
    await scene.saltern(['snapshot', 'create']);
    const after = await scene.saltern(['doctor']);

    expect(linesOf(before.stdout, /Snapshots|Mirrors/)).toEqual([
      expect.stringMatching(
        /^! Snapshots: no snapshot in '.*mirror' yet: .*\n {4}Take one with `saltern snapshot create`\.$/,
      ),
      expect.stringMatching(/^✓ Mirrors: '.*mirror' offers base$/),
    ]);
    expect(linesOf(after.stdout, /Snapshots/)).toEqual([
      expect.stringMatching(/^✓ Snapshots: \d{8}T\d{6} holds base$/),
    ]);
  });

  it('names the repositories that a snapshot or a mirror lacks', async () => {
    await using scene = await attackScene({ packages: [{ name: 'alpha' }] });
    await scene.saltern(['snapshot', 'create']);
    scene.write('saltern.yml', scene.read('saltern.yml').replace('- base', '- extras'));

    const { stdout, code } = await scene.saltern(['doctor']);

    expect(linesOf(stdout, /Snapshots|Mirrors/)).toEqual([
      expect.stringMatching(/^✗ Snapshots: saltern\.yml:\d+: snapshot '\w+' holds no 'extras'; it holds base\n {4}\S/),
      expect.stringMatching(/^! Mirrors: '.*mirror' offers base; there is no 'extras'\n {4}\S/),
    ]);
    expect(code).toBe(3);
  });

  it('names a mirror that does not answer, and one that is no repository', async () => {
    await using scene = await attackScene({ packages: [{ name: 'alpha' }] });
    const own = scene.read('saltern.yml');
    await rm(join(scene.directory, 'mirror/base-latest/repodata/repomd.xml'));
    const broken = await scene.saltern(['doctor']);
    const source = "snapshots:\n  source: { http: { repositories: { base: 'http://127.0.0.1:9/base' } } }\n";
    scene.write('saltern.yml', own.replace('snapshots:\n', source));
    const silent = await scene.saltern(['doctor']);

    expect(linesOf(broken.stdout, /Mirrors/)).toEqual([
      expect.stringMatching(/^! Mirrors: '.*base-latest' is not a repository: .*\n {4}\S/),
    ]);
    expect(linesOf(silent.stdout, /Mirrors/)).toEqual([
      expect.stringMatching(
        /^! Mirrors: 'http:\/\/127\.0\.0\.1:9\/base\/repodata\/repomd\.xml' cannot be reached.*ECONNREFUSED.*\n {4}\S/,
      ),
    ]);
  });

  it('says that their folder is not there', async () => {
    await using scene = await attackScene({ more: { snapshots: { root: 'gone', repositories: { '*': ['base'] } } } });

    const { stdout } = await scene.saltern(['doctor']);

    expect(linesOf(stdout, /Snapshots/)).toEqual([
      expect.stringMatching(/^✗ Snapshots: saltern\.yml:\d+: there is no folder 'gone'\n/),
    ]);
  });
});
