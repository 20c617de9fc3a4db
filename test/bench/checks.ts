import { Readable } from 'node:stream';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pack } from 'tar-stream';
import { stringify } from 'yaml';
import type { Connection } from '../../src/contract/connection.ts';
import { gossVerifier } from '../../src/verify/goss/goss-verifier.ts';
import { examplePlan } from '../support/example-plan.ts';
import type { Testbed } from '../testbed/setup.ts';
import { checkSet, FILL } from './check-set.ts';
import { findGoss } from './goss-program.ts';
import { seconds } from './measure.ts';
import { connect } from './upload.ts';

const PACKAGES = ['openssh', 'openssh-server', 'cronie', 'chrony', 'rsyslog', 'tree', 'sudo', 'ed', 'logrotate'];

/** The same 297 checks by goss in the guest and by saltern from outside, over one connection. */
export async function checksBench(container: string, testbed: Testbed) {
  const connection = await connect(container);
  const pool = testbed.rpmPool('el9');
  const rpms = PACKAGES.flatMap((name) => pool.get(name) ?? []);
  await put(connection, '/root/checks', [...rpms, await findGoss(testbed.cacheDirectory)]);
  await shell(
    connection,
    `rpm -i --nodeps --noscripts /root/checks/*.rpm 2>/dev/null; chmod 755 /root/checks/goss-*\n${FILL}`,
  );
  const checks = checkSet(PACKAGES);
  await connection.exec(['sh', '-c', 'cat >/root/checks/goss.yaml'], { stdin: stringify(checks) });
  const config = { documents: [{ resources: checks, file: 'goss.yaml', places: {} }] };
  const target = { plan: examplePlan({ name: 'checks' }), connection };
  const context = { signal: new AbortController().signal, output: () => undefined };
  return {
    floor: () =>
      seconds(() => shell(connection, 'exec /root/checks/goss-* -g /root/checks/goss.yaml validate --format json')),
    saltern: () =>
      seconds(async () => {
        const failed = (await gossVerifier.verify(config, target, context)).filter(({ outcome }) => outcome !== 'pass');
        if (failed.length > 0) throw new Error(failed.map(({ message }) => message).join('\n'));
      }),
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  };
}

async function put(connection: Connection, directory: string, files: readonly string[]): Promise<void> {
  const tar = pack();
  for (const file of files) tar.entry({ name: basename(file) }, await readFile(file));
  tar.finalize();
  await connection.put(Readable.from(tar), directory);
}

async function shell(connection: Connection, script: string): Promise<void> {
  const { code, stdout, stderr } = await connection.exec(['sh', '-c', script]);
  if (code !== 0) throw new Error(`${stdout.slice(-2000)}${stderr}`);
}
