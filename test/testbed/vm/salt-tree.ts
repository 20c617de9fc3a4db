import { createWriteStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { pipStep } from '../../../src/provision/stages/salt-steps.ts';
import { contentKey, makeDirectory } from '../host/cache.ts';
import { lastLines } from '../host/command.ts';
import { certificatesInContainer, findPipAccess } from '../host/pip-environment.ts';
import type { Steps } from '../host/steps.ts';
import { TestbedError } from '../host/testbed-error.ts';
import type { ImagePlan } from '../image/ensure-image.ts';
import type { El } from '../image/stand-ins.ts';

/** Which Salt a VM image holds: the newest that each stand-in's Python runs. */
export const saltVersions: Readonly<Record<El, string>> = { el7: '3006.28', el8: '3007.15', el9: '3007.15' };

const name = 'salt.tar';

/**
 * Salt as saltern installs it by pip, made in a container of the same stand-in and kept as a tar of `/`: an emulated
 * machine would work on it for six minutes.
 */
export async function ensureSaltTree(
  plan: ImagePlan,
  context: { readonly steps: Steps; readonly cacheDirectory: string; readonly environment: NodeJS.ProcessEnv },
): Promise<{ readonly file: string; readonly key: string }> {
  const version = saltVersions[plan.standIn.el];
  const { script } = pipStep({ from: 'pip', version, python: 'python3' });
  const key = contentKey([plan.key, script]);
  const target = join(context.cacheDirectory, 'salt-trees', `${plan.standIn.el}-${key}`);
  const file = join(target, name);
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    await context.steps.step(`Salt ${version} for ${plan.standIn.el} by pip`, () =>
      makeDirectory(target, (aside) => installSalt(plan.reference, script, join(aside, name), context.environment)),
    );
  }
  return { file, key };
}

async function installSalt(image: string, script: string, file: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const { certificates, pipEnvironment } = findPipAccess(environment);
  const child = execa(
    'docker',
    [
      ['run', '--rm', '--label=saltern.test=testbed'],
      Object.entries(pipEnvironment).map(([key, value]) => `--env=${key}=${value}`),
      certificates === undefined ? [] : [`--volume=${certificates}:${certificatesInContainer}:ro`],
      [image, 'sh', '-euc', `{\n${script}\n} >&2\nexec tar -C / -c opt/saltern/salt usr/bin/salt-call`],
    ].flat(),
    { reject: false, buffer: { stdout: false }, encoding: 'buffer', stdin: 'ignore' },
  );
  const [written, result] = await Promise.allSettled([pipeline(child.stdout, createWriteStream(file)), child]);
  const isWell = written.status === 'fulfilled' && result.status === 'fulfilled' && result.value.exitCode === 0;
  if (isWell) return;
  const said =
    result.status === 'fulfilled' ? Buffer.from(result.value.stderr).toString('utf8') : String(result.reason);
  throw new TestbedError(
    `Salt could not be installed in '${image}':\n${lastLines(said, 12)}`,
    'Is the Python package index reachable?',
  );
}
