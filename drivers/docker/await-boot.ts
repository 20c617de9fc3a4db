import type { DriverContext } from '../../src/contract/context.ts';
import { SalternError } from '../../src/contract/errors.ts';
import { tailLines } from '../../src/base/text/tail-lines.ts';
import { tellBoot } from '../../src/connect/guest/tell-boot.ts';
import { dockerConnection } from './docker-connection.ts';
import type { Engine } from './engine.ts';
import { AWAIT_BOOT } from '../../src/connect/guest/guest-scripts.ts';

export interface Booting {
  readonly container: string;
  readonly name: string;
  readonly timeoutMs: number;
}

/**
 * Waits until systemd has started everything. Failed units are named, but are no error: the suite's checks say whether
 * they matter. Throws BOOT_FAILED with the last lines of the log.
 */
export async function awaitBoot(engine: Engine, booting: Booting, context: DriverContext): Promise<void> {
  const { container, name, timeoutMs } = booting;
  const connection = dockerConnection(engine, container, name);
  context.progress('starting services');
  let answer;
  try {
    answer = await connection.exec(['/bin/sh', '-c', AWAIT_BOOT], { signal: context.signal, timeoutMs, user: '0' });
  } catch (error) {
    context.signal.throwIfAborted();
    const isOver = error instanceof SalternError && (error.code === 'GUEST_GONE' || error.code === 'NO_MEMORY');
    // An engine that is asked while a container ends has many words for it.
    if (!isOver && (await exitReason(engine, booting)).length === 0) throw error;
    throw await bootFailed(engine, booting, 'its PID 1 ended', error);
  }
  const { state, isUp } = tellBoot(answer.stdout, context);
  if (isUp) return;
  const why = answer.timedOut
    ? `systemd did not finish starting within ${Math.round(timeoutMs / 1000)} s`
    : `systemd is '${state}'`;
  throw await bootFailed(engine, booting, why, undefined);
}

/** Whether PID 1 ended because the shell before it, which opens the control groups, found no init to become. */
export async function hasNoInit(engine: Engine, container: string): Promise<boolean> {
  const state = await readState(engine, container);
  return state !== undefined && !state.Running && (state.ExitCode === 127 || state.ExitCode === 126);
}

async function bootFailed(engine: Engine, booting: Booting, why: string, cause: unknown): Promise<SalternError> {
  const details = [
    ...(await exitReason(engine, booting)),
    ...(await journal(engine, booting)),
    ...(await lastLog(engine, booting)),
  ];
  return new SalternError('BOOT_FAILED', `'${booting.name}' did not start: ${why}`, {
    hint: "Check that the image's systemd works in a container, or use 'docker: { systemd: false }'.",
    doctor: "checks the engine's side",
    cause,
    details,
  });
}

async function exitReason(engine: Engine, { container }: Booting): Promise<readonly string[]> {
  const state = await readState(engine, container);
  if (!state || state.Running) return [];
  return [
    `PID 1 ended with ${state.ExitCode}${state.OOMKilled ? ', out of memory' : ''}${state.Error ? `: ${state.Error}` : ''}`,
  ];
}

async function readState(engine: Engine, container: string) {
  return await engine
    .ask('look at the container', async (docker) => (await docker.getContainer(container).inspect()).State)
    .catch(() => undefined);
}

async function lastLog(engine: Engine, { container }: Booting): Promise<readonly string[]> {
  const log = await engine
    .ask("read the container's log", (docker) =>
      docker.getContainer(container).logs({ stdout: true, stderr: true, tail: 20, follow: false }),
    )
    .catch(() => Buffer.alloc(0));
  // Each frame has a header of eight bytes, which people need not see.
  // oxlint-disable-next-line no-control-regex -- exactly those bytes
  return tailLines(log.toString('utf8').replaceAll(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g, ''));
}

async function journal(engine: Engine, { container, name }: Booting): Promise<readonly string[]> {
  const argv = ['journalctl', '--no-pager', '--output=short', '--lines=15'];
  const answer = await dockerConnection(engine, container, name)
    .exec(argv, { timeoutMs: 5000 })
    .catch(() => undefined);
  return answer?.code === 0 ? tailLines(answer.stdout, 15) : [];
}
