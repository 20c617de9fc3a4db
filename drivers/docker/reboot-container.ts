import type Docker from 'dockerode';
import type { DriverContext } from '../../src/contract/context.ts';
import { SalternError } from '../../src/contract/errors.ts';
import { awaitBoot, hasNoInit } from './await-boot.ts';
import type { Engine } from './engine.ts';
import { engineMessage, isInitMissing, statusOf } from './explain-engine-error.ts';
import type { DockerHandle } from './handle.ts';
import { keepEngineFiles } from './keep-engine-files.ts';

/** Seconds that init gets to stop its services before the engine ends it. */
const STOP_GRACE_S = 20;
/** Share of the phase's time to boot in; the rest is for finding out why it did not start. */
const BOOT_SHARE = 0.9;

/**
 * Stops the container with its init's own signal and starts it again: the file system stays, with the files that the
 * engine would write anew, memory file systems are new, the address may change. The kernel is the host's and goes on running.
 */
export async function rebootContainer(
  engine: Engine,
  handle: DockerHandle,
  context: DriverContext,
): Promise<DockerHandle> {
  const { container, name, systemd } = handle;
  const startedAt = performance.now();
  context.progress('restarting');
  const restoreFiles = await keepEngineFiles(engine, handle, context.signal);
  await restart(engine, handle, context);
  await restoreFiles();
  const timeoutMs = Math.max(1000, context.timeoutMs * BOOT_SHARE - (performance.now() - startedAt));
  if (!systemd) return handle;
  try {
    await awaitBoot(engine, { container, name, timeoutMs }, context);
  } catch (error) {
    throw (await hasNoInit(engine, container)) ? initIsGone(handle, error) : error;
  }
  return handle;
}

async function restart(engine: Engine, handle: DockerHandle, { signal }: DriverContext): Promise<void> {
  const { container, instance } = handle;
  try {
    const call = (docker: Docker) => docker.getContainer(container).restart({ t: STOP_GRACE_S });
    await engine.ask(`restart '${instance}'`, call, signal);
  } catch (error) {
    if (statusOf(error) === 404 && /no such container/i.test(engineMessage(error))) {
      throw new SalternError('GUEST_GONE', `The instance '${instance}' is not there any more`, {
        hint: 'Run it again; somebody or something removed it.',
        cause: error,
      });
    }
    throw isInitMissing(error) ? initIsGone(handle, error) : error;
  }
}

function initIsGone({ instance }: DockerHandle, cause: unknown): SalternError {
  return new SalternError('BOOT_FAILED', `'${instance}' did not start again: its init is gone`, {
    hint: 'Look at what its last commands did: something was removed or replaced since the instance was created.',
    cause,
    details: cause instanceof SalternError && cause.details.length > 0 ? cause.details : [engineMessage(cause)],
  });
}
