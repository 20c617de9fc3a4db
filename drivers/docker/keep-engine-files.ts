import type Docker from 'dockerode';
import { SalternError } from '../../src/contract/errors.ts';
import { dockerConnection } from './docker-connection.ts';
import type { Engine } from './engine.ts';
import { KEEP_ENGINE_FILES, RESTORE_ENGINE_FILES } from './guest-scripts.ts';
import type { DockerHandle } from './handle.ts';

/** On the container's disk: memory file systems are new after a restart. */
const FOLDER = '/var/lib/saltern/restart';

/**
 * Keeps what stands in `/etc/hosts`, `/etc/hostname` and `/etc/resolv.conf`, which the engine writes anew at each start
 * (moby#22281): on a machine they stay as a formula left them. The function it gives puts them back; it does nothing
 * where the container did not run before. Throws what the engine throws.
 */
export async function keepEngineFiles(
  engine: Engine,
  { container, name }: DockerHandle,
  signal: AbortSignal,
): Promise<() => Promise<void>> {
  const run = async (script: string, ...argv: readonly string[]): Promise<boolean> => {
    const connection = dockerConnection(engine, container, name);
    const command = ['/bin/sh', '-c', script, 'sh', FOLDER, ...argv];
    return (await connection.exec(command, { signal, user: '0' })).code === 0;
  };
  if (!(await run(KEEP_ENGINE_FILES).catch(unlessGone))) return async () => {};
  const before = await addressOf(engine, container, signal);
  return async () => {
    const after = await addressOf(engine, container, signal);
    await run(RESTORE_ENGINE_FILES, before, after).catch(unlessGone);
  };
}

/** Whoever waits for the container to boot says better why it does not run. */
function unlessGone(error: unknown): false {
  if (error instanceof SalternError && error.code === 'GUEST_GONE') return false;
  throw error;
}

/** The container's own address in its network; empty: it has none. */
async function addressOf(engine: Engine, container: string, signal: AbortSignal): Promise<string> {
  const look = (docker: Docker) => docker.getContainer(container).inspect();
  const { NetworkSettings } = await engine.ask(`look at '${container}'`, look, signal);
  return Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? '';
}
