import { expect, it } from 'vitest';
import { fails, passes, pretendedProject } from '../support/pretended-project.ts';

const PLATFORMS = { 'centos-7': {}, 'centos-stream-8': {}, 'centos-stream-9': {} };
const long = { command: { 'echo "$0" >&2; exit 3 # a word': { 'exit-status': 0, timeout: 20_000 } } };

it('the same failure of three instances is told once with their list, another one by itself, and the end says what to do', async () => {
  await using project = await pretendedProject({
    platforms: PLATFORMS,
    suites: {
      web: { checks: { command: { 'echo "lost it" >&2; exit 3': { 'exit-status': 0 } } } },
      other: { ...fails, excludes: ['centos-7', 'centos-stream-8'] },
      good: passes,
    },
  });

  const { code, stdout } = await project.saltern(['test']);

  const [, ...blocks] = stdout.split('\n\n');
  expect(code).toBe(1);
  expect(blocks[0]).toMatch(
    /^FAIL {2}3 instances: demo-web on 7, 8, 9\n {2}check {2}command echo "lost it" .* exit-status: expected 0, got 3 .*\n {4}stderr {2}lost it\n {2}again {2}saltern test demo-web-centos-7\n/,
  );
  expect(blocks[1]).toMatch(/^FAIL {2}demo-other-centos-stream-9\n/);
  expect(
    blocks[2]?.split('\n').map((line) => line.replaceAll(/\d{8}T\d{6}-\w+/g, 'RUN').replaceAll(/\d+\.\d s/g, 'TIME')),
  ).toEqual([
    'reports  .saltern/runs/RUN/index.html, junit.xml, log/',
    ...['7', 'stream-8', 'stream-9'].map(
      (name) =>
        expect.stringMatching(
          new RegExp(`^ ✗ demo-web-centos-${name} +verify  command echo "lost it" >&2; exit 3: .*got 3$`),
        ) as unknown,
    ),
    expect.stringMatching(/^ ✗ demo-other-centos-stream-9 +verify {2}command false: .*got 1$/),
    '3 passed, 4 failed · TIME',
    'again  saltern test --failed',
    '',
  ]);
});

it('each log has the whole of its own block, however the screen cuts and groups', async () => {
  await using project = await pretendedProject({ platforms: PLATFORMS, suites: { web: { checks: long } } });
  const id = 'a word '.repeat(60).trim();
  await project.write('saltern.yml', (await project.read('saltern.yml')).replace('# a word', `# ${id}`));

  const { stdout } = await project.saltern(['test']);
  const logs = await Promise.all(
    Object.keys(PLATFORMS).map((platform) => project.read(`.saltern/latest/log/demo-web-${platform}.log`)),
  );

  expect(stdout).toMatch(/check {2}command echo .*… \(\+ \d+ characters\) {3}exit-status: expected 0, got 3/);
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(230);
  for (const log of logs) expect(log).toContain(`exit 3 # ${id}   exit-status: expected 0, got 3`);
});

it('trouble before anything was begun is one line, and a run without any failure ends with its totals', async () => {
  await using project = await pretendedProject({ platforms: PLATFORMS, suites: { a: passes, b: passes } });
  const well = await project.saltern(['test']);
  await project.write(
    'saltern.yml',
    (await project.read('saltern.yml')).replaceAll('exec: host', 'exec: host\n      image: "no such image"'),
  );
  await project.write('saltern.local.yml', 'driver: docker\n');

  const { code, stdout } = await project.saltern(['test'], { DOCKER_HOST: 'tcp://127.0.0.1:1' });

  expect(well.stdout).toMatch(/\n6 passed · \d+\.\d s\n$/);
  expect(code).toBe(3);
  expect(stdout).toMatch(
    /^6 instances .*\n\nERROR {2}none of 6 instances could be started: .*127\.0\.0\.1:1.* \(ENGINE_MISSING\)\n {4}hint: .*\n {4}connect ECONNREFUSED.*\n\nreports .*\n6 could not be run · .*\nagain {2}saltern test --failed\n$/,
  );
});
