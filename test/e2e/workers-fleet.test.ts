import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { e2eProject, type E2eProject } from '../support/e2e-project.ts';
import { openFarm } from '../support/farm-scene.ts';
import { keyPair } from '../support/key-pair.ts';
import { startPostgres } from '../support/start-postgres.ts';

const resultSchema = z.object({
  runId: z.string(),
  instances: z.array(z.object({ name: z.string(), outcome: z.string(), trouble: z.unknown() })),
});
const eventSchema = z.object({ type: z.string(), instance: z.string().optional(), reason: z.string().optional() });

/** One platform of the fleet: Salt is real, and so are the containers. */
const ONE_PLATFORM = '*-centos-stream-9';

it('fourteen formulas on four workers: one is killed, no instance is lost or counted twice, and the gate knows who signed', async () => {
  const key = keyPair();
  await using server = await startPostgres();
  await using project = await e2eProject({ night: 1, fleet: 'whole' });
  // A name of its own, by which what workers left can be found.
  const fleet = `fleet-${process.pid}`;
  const file = await project.read('saltern.yml');
  await project.write(
    'saltern.yml',
    `${file.replace('name: saltern-fleet', `name: ${fleet}`)}farm: { lost-after: 5s }\n`,
  );
  await project.write('keys/workers.pub', key.publicKey);
  const policy = `keys: { workers: keys/workers.pub }\nchannels: { stable: { require: [{ suites: '*', platforms: '${ONE_PLATFORM.slice(2)}' }] } }\n`;
  await project.write('gate.yml', policy);
  await project.saltern(['snapshot', 'create']);
  await using farm = await openFarm(server, project, { SALTERN_SIGNING_KEY: key.privateKey });
  // Images and Salt are at hand in the machine's own cache.
  const four = ['w1', 'w2', 'w3', 'w4'].map((name) => farm.worker(name, [], { driver: 'docker', cache: undefined }));
  const [victim] = await Promise.all(four);
  const running = project.start(['--json', 'test', ONE_PLATFORM, '--workers'], farm.environment);
  await victim?.said(/ops-\S+ {2}taken/u);

  victim?.kill('SIGKILL');
  const { code, stdout, stderr } = await running.ended;

  expect(code, stderr).toBe(0);
  const names = (await project.saltern(['list', '--bare', ONE_PLATFORM])).stdout.trimEnd().split('\n').toSorted();
  const { runId, instances } = resultSchema.parse(JSON.parse(stdout));
  const events = await readEvents(project);
  const retried = events.filter(
    ({ type, reason = '' }) => type === 'retry' && reason.startsWith("lost on worker 'w1'"),
  );
  expect(new Set(names.map((name) => name.replace(/^(ops-[^-]+)-.*$/u, '$1'))).size).toBe(14);
  expect(instances.map(({ name }) => name).toSorted()).toEqual(names);
  expect(instances.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
  expect(retried).not.toEqual([]);
  const finished = events.filter(({ type }) => type === 'instance-finished').map(({ instance }) => instance);
  expect(finished.toSorted()).toEqual(names);
  expect(readdirSync(join(project.directory, '.saltern/runs'))).toEqual([runId]);
  const junit = await project.read('.saltern/junit.xml');
  for (const name of names) expect(junit.split(`name="${name}`).length, name).toBe(2);
  const checked = await project.saltern(['gate', 'check']);
  expect(checked.stdout).toContain('PROMOTE');

  // What was killed left its instances; whoever begins next on that machine removes them.
  const next = await farm.worker('next', [], { driver: 'docker', cache: undefined });
  expect(next.kill('SIGTERM')).toBe(true);
  await next.ended;
  expect(await containersOf(fleet)).toEqual([]);
});

/** Of all workers: each gives its instances a project of its own, whose name begins with the starter's. */
async function containersOf(project: string): Promise<readonly string[]> {
  const format = '{{.Label "saltern.project"}} {{.Names}}';
  const { stdout } = await execa('docker', ['ps', '--all', '--filter', 'label=saltern.project', '--format', format]);
  return stdout.split('\n').filter((line) => line.startsWith(`${project}-`));
}

async function readEvents(project: E2eProject) {
  const lines = (await project.read('.saltern/latest/events.ndjson')).trimEnd().split('\n');
  return lines.map((line) => eventSchema.parse(JSON.parse(line)));
}
