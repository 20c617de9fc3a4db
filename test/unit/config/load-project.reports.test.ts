import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LoadOptions } from '../../../src/config/load-project.ts';
import { loadEntrySchemas } from '../../../src/contract/load-entry-schemas.ts';
import { REPORTERS } from '../../../src/report/index.ts';
import { load, problemsOf, projectFolder } from './project-folder.ts';

const SUITE = 'formula: formulas/ops-ssh\nplatforms: [centos-7]\nsuites: { default: { states: [ops-ssh] } }\n';

const options: Partial<LoadOptions> = {
  reporterSchemas: () => loadEntrySchemas(REPORTERS),
};

describe('what a project says of its reports', () => {
  it('is by default where they go, and nothing else', async () => {
    await using folder = await projectFolder({ 'saltern.yml': SUITE });

    const project = await load(folder, options);

    expect(project.reports).toEqual({});
    expect(project.reportsDirectory).toBe(join(folder.path, '.saltern'));
  });

  it('is what each is to do, with paths relative to the file', async () => {
    await using folder = await projectFolder({
      'saltern.yml': `${SUITE}reports: { directory: out, junit: { file: ci/saltern.xml }, badges: false }\n`,
    });

    const project = await load(folder, options);

    expect(project.reports).toEqual({ junit: { file: join(folder.path, 'ci/saltern.xml') }, badges: false });
    expect(project.reportsDirectory).toBe(join(folder.path, 'out'));
    expect(project.settings['reports']?.origin(['badges'])).toMatch(/^saltern\.yml:4:/);
  });

  it('may be changed by an overlay, one by one', async () => {
    await using folder = await projectFolder({
      'saltern.yml': `${SUITE}reports: { junit: false, badges: false }\n`,
      'saltern.local.yml': 'reports: { junit: true, log: { ndjson: false } }\n',
    });

    const project = await load(folder, options);

    expect(project.reports).toEqual({ junit: true, badges: false, log: { ndjson: false } });
  });

  it('is complained about where it is wrong', async () => {
    const reports = `reports:
  juint: true
  junit: { fiel: x }
  badges: never
  log: false
  evidence: false
`;

    expect(await problemsOf({ 'saltern.yml': SUITE + reports }, options)).toEqual([
      "saltern.yml:5:3  unknown key 'juint'; did you mean 'junit'?",
      "saltern.yml:6:12  unknown key 'fiel'; did you mean 'file'?",
      "saltern.yml:7:11  'badges': expected true or false or a map, got 'never'",
      "saltern.yml:8:8  'log': expected a map, got false",
      "saltern.yml:9:3  unknown key 'evidence'; known: directory, log, junit, badges, github, gitlab, sarif, code-quality",
    ]);
  });
});
