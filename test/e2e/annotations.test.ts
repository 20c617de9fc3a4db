import { expect, it } from 'vitest';
import { pretendedProject } from '../support/pretended-project.ts';
import { findSarifProblems } from '../support/sarif-schema.ts';
import { saltThatTells } from '../support/told-salt.ts';

const INIT = `# what keeps the time
{% set service = 'chronyd' %}

chrony-config:
  file.managed:
    - name: /etc/chrony.conf

chrony-service:
  service.running:
    - name: {{ service }}
`;
const UNIT = {
  show: 'LoadState=loaded\nActiveState=failed\nResult=exit-code\nExecMainCode=1\nExecMainStatus=1\n',
  journal: 'Nov 22 02:14:07 host chronyd[812]: Fatal error : Could not parse makestep directive at line 3\n',
  enabled: 'enabled',
};
const SALT = saltThatTells([
  { id: 'chrony-config', function: 'file.managed', sls: 'ops-time', name: '/etc/chrony.conf' },
  {
    id: 'chrony-service',
    function: 'service.running',
    sls: 'ops-time',
    name: 'chronyd',
    result: false,
    comment: 'Job for chronyd.service failed because the control process exited with error code.',
    unit: UNIT,
  },
]);

/** Two instances on which the service does not start, in a repository whose fleet is a folder of it. */
function brokenFleet(more: Readonly<Record<string, unknown>> = {}) {
  return pretendedProject({
    suites: { default: { states: ['ops-time'] } },
    platforms: { 'centos-7': { exec: 'answers', ...SALT }, 'centos-stream-9': { exec: 'answers', ...SALT } },
    more: { formula: 'formulas/ops-time', 'formula-name': 'ops-time', ...more },
    files: { '.git/HEAD': 'ref: refs/heads/main\n', 'formulas/ops-time/ops-time/init.sls': INIT },
  });
}

it('a failing state stands as an annotation on its line of its sls, once for all instances, and in the job summary', async () => {
  await using project = await brokenFleet();
  const GITHUB_STEP_SUMMARY = `${project.directory}/summary.md`;
  await project.write('summary.md', 'of the step before\n');

  const { code, stdout } = await project.saltern(['test'], { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY });
  const summary = await project.read('summary.md');

  expect(code).toBe(1);
  expect(stdout.split('\n').filter((line) => line.startsWith('::'))).toEqual([
    '::error file=formulas/ops-time/ops-time/init.sls,line=8,title=ops-time%3A chronyd does not start after this state::' +
      'chronyd does not start after this state: exit status 1, `Fatal error : Could not parse makestep directive at line 3`%0A' +
      'chronyd.service failed, exit status 1; unit file enabled%0A' +
      'journal  chronyd[812]: Fatal error : Could not parse makestep directive at line 3%0A' +
      'on 2 instances: ops-time-default on 7, 9',
  ]);
  expect(INIT.split('\n')[7]).toBe('chrony-service:');
  expect(summary).toMatch(/^of the step before\n\n## ✗ saltern test: 2 failed\n/);
  expect(summary).toContain('| ✗ | <code>ops-time-default-centos-7</code> | chronyd does not start after this state |');
  expect(summary).toContain('\n```sh\nsaltern test ops-time-default-centos-7\n```\n');
});

it('outside of a workflow nothing of that is said, and neither where the project says no', async () => {
  await using project = await brokenFleet({ reports: { github: false } });
  const environment = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: `${project.directory}/summary.md` };

  const off = await project.saltern(['test'], environment);
  await project.write('saltern.yml', (await project.read('saltern.yml')).replace('github: false', 'github: true'));
  const outside = await project.saltern(['test'], { ...environment, GITHUB_ACTIONS: 'false' });

  expect([off.code, outside.code]).toEqual([1, 1]);
  expect(off.stdout + outside.stdout).not.toMatch(/^::/m);
  await expect(project.read('summary.md')).rejects.toThrow('ENOENT');
});

it('the same as SARIF and as GitLab’s report, where the project asks for them', async () => {
  await using project = await brokenFleet({ reports: { sarif: true, 'code-quality': { file: 'ci/quality.json' } } });

  const { code } = await project.saltern(['test']);
  const sarif = JSON.parse(await project.read('.saltern/saltern.sarif')) as unknown;
  const quality = JSON.parse(await project.read('ci/quality.json')) as unknown;

  expect(code).toBe(1);
  expect(findSarifProblems(sarif)).toEqual([]);
  expect(sarif).toHaveProperty('runs.0.results.0.locations.0.physicalLocation', {
    artifactLocation: { uri: 'formulas/ops-time/ops-time/init.sls', uriBaseId: '%SRCROOT%' },
    region: { startLine: 8 },
  });
  expect(quality).toMatchObject([
    {
      check_name: 'state/service.running',
      location: { path: 'formulas/ops-time/ops-time/init.sls', lines: { begin: 8 } },
    },
  ]);
});
