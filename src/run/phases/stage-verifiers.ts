import { isDeepStrictEqual } from 'node:util';
import { hashFile } from '../../base/files/hash-file.ts';
import type { PrepareStage, PrepareStep } from '../../contract/prepare.ts';
import { SalternError } from '../../contract/errors.ts';
import { makeStage } from '../../contract/make-stage.ts';
import type { BoundChecks } from '../bind/bind-instances.ts';

/**
 * What verifiers need in the guest, as a stage on top of the others: made once for all instances that need the same.
 * Undefined when no verifier needs anything. Throws `PREPARE_FAILED` when a file for it cannot be read.
 */
export async function stageVerifiers(
  checks: readonly BoundChecks[],
  below: readonly PrepareStage[],
  signal: AbortSignal,
): Promise<PrepareStage | undefined> {
  const steps = withoutRepeats(checks.flatMap((one) => one.steps));
  if (steps.length === 0) return undefined;
  const parent = below.at(-1);
  const names = new Set(checks.filter((one) => one.steps.length > 0).map(({ verifier }) => verifier.name));
  const title = [...(parent ? [parent.title ?? parent.name] : []), [...names].join(', ')].join(' with ');
  const inputs = { below: parent?.key ?? null, files: await digestFiles(steps, signal) };
  return makeStage({ name: 'verify', title, steps, inputs });
}

/** A verifier that a suite names twice asks for the same steps twice. */
function withoutRepeats(steps: readonly PrepareStep[]): readonly PrepareStep[] {
  return steps.filter((step, at) => steps.findIndex((one) => isDeepStrictEqual(one, step)) === at);
}

/** Of each file, in the order of the steps: what it holds makes the stage, not where it lies on this machine. */
async function digestFiles(steps: readonly PrepareStep[], signal: AbortSignal): Promise<readonly string[]> {
  const files = steps.flatMap(({ name, files: paths }) => Object.keys(paths).map((path) => ({ name, path })));
  return await Promise.all(files.map(({ name, path }) => digestFile(path, name, signal)));
}

async function digestFile(path: string, step: string, signal: AbortSignal): Promise<string> {
  try {
    return (await hashFile(path, signal)).digest('hex');
  } catch (cause) {
    signal.throwIfAborted();
    throw new SalternError(
      'PREPARE_FAILED',
      `The file '${path}', which '${step}' puts into the guest, cannot be read`,
      {
        hint: 'Check its path and permissions.',
        cause,
      },
    );
  }
}
