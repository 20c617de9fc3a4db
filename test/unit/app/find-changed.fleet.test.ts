import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SHOWN_DRIVERS } from '../../../drivers/index.ts';
import type { ChangedFleet } from '../../../src/contract/changed.ts';
import { gitProject } from '../../support/git-project.ts';
import { ROOT } from '../../root.ts';

const PATHS = globSync(['suites/**', 'examples/formulas/**'], { cwd: ROOT }).filter((path) =>
  statSync(join(ROOT, path)).isFile(),
);
const FLEET = Object.fromEntries(PATHS.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));
const formula = (name: string): string => `examples/formulas/${name}/${name}/init.sls`;

describe('of the fleet that ships with saltern', () => {
  it.each<readonly [file: string, formulas: readonly string[]]>([
    [formula('ops-yum'), ['ops-hypr', 'ops-vault', 'ops-yum']],
    [formula('ops-ssl_certs'), ['ops-ssl_certs', 'ops-vault']],
    [formula('ops-gpkgs'), ['ops-gpkgs', 'ops-monitoring']],
    [formula('ops-ssh'), ['ops-ssh']],
    ['suites/ops-yum.yml', []],
    ['examples/formulas/ops-yum/README.md', []],
    ['examples/formulas/ops-yum/pillar.example', ['ops-yum']],
  ])('%s affects %j and nothing else', async (file, formulas) => {
    await using project = await gitProject(FLEET, 'suites');
    project.write(file, `${FLEET[file]}\n# more\n`);

    const { stdout, stderr } = await project.saltern(['changed', '--base', 'main', '--json'], {
      driverNames: SHOWN_DRIVERS,
    });

    expect(stderr).toBe('');
    const { selected, untouched }: ChangedFleet = JSON.parse(stdout);
    expect([...new Set(selected.map((one) => one.formula))]).toEqual(formulas);
    expect(selected.length + untouched).toBe(46);
  });
});
