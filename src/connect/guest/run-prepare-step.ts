import { posix } from 'node:path';
import type { Connection } from '../../contract/connection.ts';
import type { PrepareStep } from '../../contract/prepare.ts';
import type { DriverContext } from '../../contract/context.ts';
import { SalternError } from '../../contract/errors.ts';
import type { InstancePlan } from '../../contract/plan.ts';
import { saysDiskFull } from '../../base/files/disk-full.ts';
import { packTar, type TarEntry } from '../../base/tar/pack-tar.ts';
import { splitLines } from '../../base/text/split-lines.ts';

const LAST_LINES = 20;

/** Puts a step's files in and runs its script. Throws PREPARE_FAILED or NO_SPACE with the last lines it said. */
export async function runPrepareStep(
  connection: Connection,
  step: PrepareStep,
  plan: InstancePlan,
  context: DriverContext,
): Promise<void> {
  await putFiles(connection, step, context);
  if (step.script.trim() !== '') await runScript(connection, step, plan, context);
}

async function putFiles(connection: Connection, step: PrepareStep, { signal }: DriverContext): Promise<void> {
  const entries: TarEntry[] = [
    ...Object.entries(step.files).map(([source, path]): TarEntry => ({
      kind: 'host-file',
      source,
      path: relative(path),
    })),
    ...Object.entries(step.texts).map(([path, content]): TarEntry => ({ kind: 'file', content, path: relative(path) })),
  ];
  if (entries.length > 0) await connection.put(packTar(entries), '/', { signal });
}

function relative(path: string): string {
  return posix.relative('/', path);
}

async function runScript(
  connection: Connection,
  step: PrepareStep,
  plan: InstancePlan,
  context: DriverContext,
): Promise<void> {
  const last: string[] = [];
  const lines = (stream: 'stdout' | 'stderr') =>
    splitLines((line) => {
      last.push(line);
      if (last.length > LAST_LINES) last.shift();
      context.output(`${line}\n`, stream);
    });
  const [stdout, stderr] = [lines('stdout'), lines('stderr')];
  const result = await connection.exec(['/bin/sh', '-eu', '-c', step.script], {
    signal: context.signal,
    user: '0',
    environment: plan.prepare.environment,
    onStdout: stdout.push,
    onStderr: stderr.push,
  });
  stdout.end();
  stderr.end();
  if (result.code === 0) return;
  if (saysDiskFull(result.stderr)) {
    throw new SalternError(
      'NO_SPACE',
      `There is no disk space left for the step '${step.name}' of the image for '${plan.platform}'`,
      {
        hint: 'Free some on this machine, or give the instance a bigger disk; `saltern cache prune` removes what is not used.',
        details: last,
      },
    );
  }
  throw new SalternError(
    'PREPARE_FAILED',
    `The step '${step.name}' of the image for '${plan.platform}' ended with ${result.code}`,
    {
      hint: `Its whole output is in \`saltern logs ${plan.name}\`.`,
      details: last,
    },
  );
}
