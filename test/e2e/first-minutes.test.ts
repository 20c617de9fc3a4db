import { expect, it } from 'vitest';
import { e2eProject } from '../support/e2e-project.ts';

const NAME = 'greeting-default-centos-stream-9';

it('a newcomer gets from a fresh formula to a verdict with init, doctor and test, and to a check by taking a # away', async () => {
  await using project = await e2eProject({
    night: 0,
    files: {
      'greeting/init.sls':
        'greeting:\n  file.managed:\n    - name: /etc/greeting\n    - contents: {{ pillar.greeting.text }}\n',
      'pillar.example': 'greeting: { text: hello }\n',
    },
  });

  const init = await project.saltern(['init']);
  const doctor = await project.saltern(['doctor']);
  const test = await project.saltern(['test', NAME]);
  const written = await project.read('saltern.yml');
  const checked = written.replace(
    /^( +)# checks:$/m,
    '$1checks: { file: { /etc/greeting: { exists: true, contents: [hello] } } }',
  );
  await project.write('saltern.yml', checked);
  const again = await project.saltern(['test', NAME, '--destroy', 'always']);

  expect(init.stdout).toMatch(/^wrote .*\/saltern\.yml\n {2}assumed {2}the formula is 'greeting', /);
  expect(init.stdout).toContain("  assumed  pillar.example is the suite's pillar\n");
  expect(init.stdout).toContain('next     saltern doctor, then saltern test\n');
  expect(doctor.stdout).toMatch(/^✓ Project: /m);
  expect(doctor.stdout).toMatch(/^✓ Images: 'saltern\/standin-el9[^']*' is here/m);
  expect(doctor.stdout).not.toMatch(/^✗/m);
  expect(doctor.code).toBe(0);
  expect(test.stdout, test.stderr).toMatch(new RegExp(`${NAME} +PASS .*no checks`));
  expect(test.code).toBe(0);
  expect(again.stdout, again.stderr).toMatch(/1 passed/);
  expect(again.stdout).not.toContain('no checks');
});
