import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadProjectFor } from '../../../src/app/load-project-for.ts';
import { drawProjectBadges, type DrawProjectOptions } from '../../../src/app/draw-project-badges.ts';
import { publishBadges } from '../../../src/app/publish-badges.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { fakeApp, type FakeApp } from '../../support/fake-app.ts';
import { drawView, TONIGHT } from '../../support/fleet-view.ts';

const FAILS = 'checks: { command: { "false": { exit-status: 0 } } }';
const PROJECT = `
formula: none
formula-name: demo
driver: fake
salt: { from: image }
platforms: { here: { fake: { exec: host } } }
suites: { default: { ${FAILS} } }
`;
const POLICY = "channels: { stable: { require: [{ suites: '*', platforms: '*' }], max-age: 36h } }\n";
const HOUR_MS = 3_600_000;
const SOON = Date.parse(TONIGHT) + HOUR_MS;

let app: FakeApp;
beforeEach(() => {
  app = fakeApp({ 'saltern.yml': PROJECT, 'gate.yml': POLICY }, { now: () => SOON });
});
afterEach(() => rmSync(app.cwd, { recursive: true, force: true }));

async function publish(change: Partial<DrawProjectOptions>): ReturnType<typeof drawProjectBadges> {
  const project = await loadProjectFor(app, {});
  return await drawProjectBadges(app, { project, view: undefined, ...change });
}

function titleOf(name: string): string | undefined {
  return /<title>(.*)<\/title>/.exec(readFileSync(join(app.cwd, '.saltern/badges', name), 'utf8'))?.[1];
}

describe('badges after a night', () => {
  it('are drawn where the project wants any, and only there', async () => {
    const project = await loadProjectFor(app, {});
    const view = drawView({ 'demo default here': '✓' });

    const unwanted = await publishBadges(app, { project: { ...project, reports: { badges: false } }, view });
    const before = existsSync(join(app.cwd, '.saltern'));
    const wanted = await publishBadges(app, { project, view });

    expect([unwanted, before]).toEqual([undefined, false]);
    expect(wanted?.badges).toHaveLength(2);
    expect(titleOf('demo.svg')).toBe('Nightly Run: passing');
  });

  it('speak of the night, not of who tried something by hand since', async () => {
    await publish({ view: drawView({ 'demo default here': '✓' }) });

    const code = await runProgram(['test', '--destroy', 'always'], app);

    expect(code).toBe(1);
    expect(titleOf('demo.svg')).toBe('Nightly Run: passing');
    expect(titleOf('demo-here.svg')).toBe('here: passing');
  });

  it('stay where the history cannot be read', async () => {
    await publish({ view: drawView({ 'demo default here': '✓' }) });

    await publish({ view: undefined });

    expect(titleOf('demo.svg')).toBe('Nightly Run: passing');
  });

  it('of a formula that is newer than the last night speak of its newest verdict', async () => {
    await publish({ view: drawView({ 'demo default here': '✓' }) });
    writeFileSync(join(app.cwd, 'saltern.yml'), PROJECT.replace('formula-name: demo', 'formula-name: other'));

    await runProgram(['test', '--destroy', 'always'], app);

    expect(titleOf('other.svg')).toBe('other: 0/1 passing');
    expect(readdirSync(join(app.cwd, '.saltern/badges')).filter((name) => name.startsWith('demo'))).toEqual([]);
  });

  it('hold as long as the policy of the channel says that the night was for', async () => {
    const channel = { name: 'candidate', before: undefined, after: undefined };
    const policy = "{ require: [{ suites: '*', platforms: '*' }], max-age: 12h }";
    writeFileSync(
      join(app.cwd, 'gate.yml'),
      `channels: { stable: ${policy.replace('12h', '36h')}, candidate: ${policy} }\n`,
    );

    const { badges } = await publish({ view: drawView({ 'demo default here': '✓' }, { channel }) });

    expect(badges.map(({ expiresAt }) => expiresAt)).toEqual(['2026-11-26T13:30:41.500Z', '2026-11-26T13:30:41.500Z']);
  });

  it('do not age where there is no policy, or none that can be read', async () => {
    const view = drawView({ 'demo default here': '✓' });
    writeFileSync(join(app.cwd, 'gate.yml'), 'channels: [');
    const broken = await publish({ view });
    rmSync(join(app.cwd, 'gate.yml'));
    const missing = await publish({ view });

    expect([...broken.badges, ...missing.badges].flatMap(({ expiresAt }) => expiresAt ?? [])).toEqual([]);
  });

  it('are written once where nothing changed', async () => {
    const view = drawView({ 'demo default here': '~✓' });
    await publish({ view });
    const files = () => readFileSync(join(app.cwd, '.saltern/badges-drawn.ndjson'), 'utf8');
    const before = files();

    const { badges } = await publish({ view });

    expect(files()).toBe(before);
    expect(badges.map(({ message }) => message)).toEqual(['flaky', 'flaky']);
  });

  it('are alone there: what a killed process left half written goes, and nothing else', async () => {
    const view = drawView({ 'demo default here': '✓' });
    const directory = join(app.cwd, 'docs');
    await publish({ view, directory });
    for (const name of ['demo.svg.123', 'demo-here.json.4567', 'mine.svg.123', 'demo.svg.bak']) {
      writeFileSync(join(directory, name), '<sv');
    }

    await publish({ view, directory });

    expect(readdirSync(directory).toSorted()).toEqual([
      'demo-here.json',
      'demo-here.svg',
      'demo.json',
      'demo.svg',
      'demo.svg.bak',
      'mine.svg.123',
    ]);
  });

  it('are all there when two are drawn at once', async () => {
    const view = drawView({ 'demo default here': '✗' });

    await Promise.all([publish({ view }), publish({ view }), publish({ view, directory: join(app.cwd, 'docs') })]);

    expect(titleOf('demo.svg')).toBe('Nightly Run: failing');
    const lines = readFileSync(join(app.cwd, '.saltern/badges-drawn.ndjson'), 'utf8').trimEnd().split('\n');
    expect(lines.slice(1).map((line) => /"folder":"([^"]*)"/.exec(line)?.[1])).toEqual(
      expect.arrayContaining(['badges', '../docs']),
    );
    expect(lines).toHaveLength(5);
  });
});
