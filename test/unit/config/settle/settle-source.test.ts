import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainInstance } from '../../../../src/config/explain-instance.ts';
import { load, problemsOf, projectFolder } from '../project-folder.ts';

const PROJECT = 'formula: formulas/ops-ssh\nplatforms: [centos-7]\nsuites: { default: }\n';

describe('where snapshots are taken from', () => {
  it('is, where nothing is said, the folder where they are', async () => {
    await using folder = await projectFolder({ 'saltern.yml': `${PROJECT}snapshots: { root: . }\n` });

    expect((await load(folder)).snapshots?.source).toEqual({ name: 'mirror', config: {} });
  });

  it('is nothing to a project without snapshots', async () => {
    await using folder = await projectFolder({ 'saltern.yml': PROJECT });

    expect((await load(folder)).snapshots).toBeUndefined();
  });

  it('is named with what it is told, paths relative to the file', async () => {
    const snapshots = 'snapshots: { root: ., source: { mirror: { directory: ../mirror } } }\n';
    await using folder = await projectFolder({ 'saltern.yml': PROJECT + snapshots });

    const { source } = (await load(folder)).snapshots ?? {};

    expect(source).toEqual({ name: 'mirror', config: { directory: join(folder.path, '../mirror') } });
  });

  it('is put together from all files, each value with its place', async () => {
    await using folder = await projectFolder({
      'saltern.yml': `${PROJECT}snapshots: { source: { shop: { url: 'https://shop.test', shelf: b } } }\n`,
      'saltern.local.yml': 'snapshots: { source: { shop: { shelf: c } } }\n',
    });

    const project = await load(folder);

    expect(project.snapshots?.source).toEqual({ name: 'shop', config: { url: 'https://shop.test', shelf: 'c' } });
    const rows = explainInstance(project, 'ops-ssh-default-centos-7').filter(({ path }) => path.includes('source'));
    expect(rows.map(({ path, origin }) => `${path} ${origin}`)).toEqual([
      'snapshots.source.shop.url saltern.yml:4:32',
      'snapshots.source.shop.shelf saltern.local.yml:1:32',
    ]);
  });

  it('is another kind where an overlay names one, and then nothing of the first', async () => {
    await using folder = await projectFolder({
      'saltern.yml': `${PROJECT}snapshots: { source: { shop: { url: 'https://shop.test' } } }\n`,
      'saltern.local.yml': 'snapshots: { source: { mirror: } }\n',
    });

    const project = await load(folder);

    expect(project.snapshots?.source).toEqual({ name: 'mirror', config: {} });
    const rows = explainInstance(project, 'ops-ssh-default-centos-7').filter(({ path }) => path.includes('source'));
    expect(rows.map(({ path }) => path)).toEqual(['snapshots.source.mirror']);
  });

  it.each([
    ['{}', "4:22  'source' names one kind, and no more: mirror, shop"],
    ["{ mirror: , shop: { url: 'https://shop.test' } }", "4:22  'source' names one kind, and no more: mirror, shop"],
    ['{ shpo: { } }', "4:24  unknown key 'shpo'; did you mean 'shop'?"],
    ['{ mirror: { directory: [] } }', "4:45  'directory': expected text, got a list"],
    ['{ mirror: { path: x } }', "4:34  unknown key 'path'; known: directory"],
    ['shop', "4:22  'source': expected a map, got 'shop'"],
    ['{ shop: { shelf: b } }', "4:24  source 'shop', 'url' is missing"],
  ])('is complained about where it is wrong: %s', async (source, problem) => {
    expect(await problemsOf({ 'saltern.yml': `${PROJECT}snapshots: { source: ${source} }\n` })).toEqual([
      `saltern.yml:${problem}`,
    ]);
  });
});
