import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { e2eProject } from '../support/e2e-project.ts';

const NAME = 'greeting-default-centos-stream-9';
const STATE = 'greeting:\n  file.managed:\n    - name: /etc/greeting\n    - contents: {{ pillar.greeting.text }}\n';

/** A `salt-call` for this machine that is the one of a container. */
const BORROWED = (container: string): string => `#!/bin/sh
folder=\${2%/etc}
docker exec ${container} mkdir -p "$folder"
tar -C "$folder" -c . | docker exec -i ${container} tar -x -C "$folder"
exec docker exec ${container} salt-call "$@"
`;

it('a newcomer gets from a fresh formula to a verdict with init, doctor and test, and to a check by taking a # away', async () => {
  await using project = await e2eProject({
    night: 0,
    files: { 'greeting/init.sls': STATE, 'pillar.example': 'greeting: { text: hello }\n' },
  });

  const init = await project.saltern(['init']);
  const doctor = await project.saltern(['doctor']);
  const test = await project.saltern(['test', NAME]);
  const written = await project.read('saltern.yml');
  const checks = '$1checks: { file: { /etc/greeting: { exists: true, contents: [hello] } } }';
  await project.write('saltern.yml', written.replace(/^( +)# checks:$/m, checks));
  const again = await project.saltern(['test', NAME, '--destroy', 'never']);
  const [container = ''] = (await project.leftovers())[0]?.split(' ') ?? [];
  await project.write('bin/salt-call', BORROWED(container));
  await chmod(join(project.directory, 'bin/salt-call'), 0o755);
  await project.write('greeting/init.sls', STATE.replace('pillar.greeting', 'pillar.gone'));
  const PATH = `${join(project.directory, 'bin')}:${process.env['PATH']}`;
  const rendered = await project.saltern(['init', '--force', '--render'], { PATH });

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
  expect(rendered.stdout, rendered.stderr).toMatch(
    / {2}to mend {2}greeting\/init\.sls:4:1 Salt here, for the suite 'default': Rendering SLS 'base:greeting' failed: Jinja variable .*'gone'/,
  );
  expect(rendered.code).toBe(0);
});
