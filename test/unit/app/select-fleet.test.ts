import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ProjectOptions } from '../../../src/app/load-project-for.ts';
import { planFleet, selectFleet } from '../../../src/app/select-fleet.ts';
import { fakeApp, type FakeApp } from '../../support/fake-app.ts';

const PROJECT = `formula: none
formula-name: demo
driver: fake
salt: { from: image }
platforms: { here: { fake: {} }, there: { fake: {} } }
suites: { default: { tags: [quick], checks: { command: { 'true': { exit-status: 0 } } } } }
`;
const ON_MIRROR = `${PROJECT}snapshots:\n  root: miror\n`;

async function plan(app: FakeApp, options: ProjectOptions = {}, args: readonly string[] = []) {
  return await planFleet(app, await selectFleet(app, args, options));
}

describe('a fleet', () => {
  it('has of what was selected a plan each, and of nothing else', async () => {
    const { selected, plans } = await plan(fakeApp({ 'saltern.yml': PROJECT }), {}, ['*-there']);

    expect(selected.map(({ name }) => name)).toEqual(['demo-default-there']);
    expect(plans.map(({ name }) => name)).toEqual(['demo-default-there']);
  });

  it('is known by name while the folder of its snapshots is away', async () => {
    const { selected } = await selectFleet(fakeApp({ 'saltern.yml': ON_MIRROR }), [], { tag: ['quick'] });

    expect(selected).toHaveLength(2);
  });

  it.each<[string, Record<string, string>, string]>([
    ['a folder that is not there', {}, "there is no folder 'miror'"],
    ['a file', { miror: '' }, "'miror' is a file, not a folder"],
  ])('is not planned on %s, which is told where it is written', async (_what, more, sentence) => {
    const planning = plan(fakeApp({ 'saltern.yml': ON_MIRROR, ...more }));

    await expect(planning).rejects.toThrow(`saltern.yml:8:3  ${sentence}`);
  });

  it('needs no folder where no snapshot is wanted', async () => {
    const { plans, snapshot } = await plan(fakeApp({ 'saltern.yml': ON_MIRROR }), { snapshot: 'none' });

    expect(plans).toHaveLength(2);
    expect(snapshot).toBeUndefined();
  });

  it('runs on what its images are set up for where nothing was taken yet, and says so', async () => {
    const app = fakeApp({ 'saltern.yml': ON_MIRROR });
    await mkdir(join(app.cwd, 'miror'));

    const { snapshot } = await plan(app);

    expect(snapshot).toBeUndefined();
    expect(app.said.stderr).toMatch(/^no snapshot in '.*\/miror' yet: /);
  });

  it('cannot run on a snapshot of a project that names no folder for them', async () => {
    const planning = plan(fakeApp({ 'saltern.yml': PROJECT }), { snapshot: 'latest' });

    await expect(planning).rejects.toMatchObject({
      code: 'SNAPSHOT_SOURCE',
      hint: expect.stringContaining('snapshots:'),
    });
  });
});
