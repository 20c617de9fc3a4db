import type { DriverContext } from '../../src/contract/context.ts';
import { SalternError } from '../../src/contract/errors.ts';
import { waitUntil } from '../../src/base/wait/wait-until.ts';
import { tailLines } from '../../src/base/text/tail-lines.ts';
import { tellBoot } from '../../src/connect/guest/tell-boot.ts';
import type { ExecResult } from '../../src/contract/connection.ts';
import { dockerConnection } from './docker-connection.ts';
import type { Engine } from './engine.ts';
import { explainInotify, measureInotify, saysInotifyIsGone } from './inotify.ts';
import { AWAIT_BOOT } from '../../src/connect/guest/guest-scripts.ts';

export interface Booting {
  readonly container: string;
  readonly name: string;
  readonly timeoutMs: number;
}

/** How soon, and how often, a boot that takes its time is looked at for a reason why it never will. */
const LOOK_MS = 4000;
/** Longest that an engine, on a machine that is busy, needs to write down how a container ended that is known to have. */
const SETTLE_MS = 30_000;
/** The same where it may as well go on: nobody waits that long for nothing. */
const GUESS_MS = 3000;

/**
 * Waits until systemd has started everything. Failed units are named, but are no error: the suite's checks say whether
 * they matter. Throws BOOT_FAILED with the last lines of the log, at once when the machine has no room for it.
 */
export async function awaitBoot(engine: Engine, booting: Booting, context: DriverContext): Promise<void> {
  context.progress('starting services');
  const answer = await waitForServices(engine, booting, context);
  const { state, isUp, shortage } = tellBoot(answer.stdout, context);
  if (isUp && (shortage === undefined || !saysInotifyIsGone(shortage))) return;
  const why = answer.timedOut
    ? `systemd did not finish starting within ${Math.round(booting.timeoutMs / 1000)} s`
    : `systemd is '${state}'`;
  throw await bootFailed(engine, booting, why, undefined);
}

async function waitForServices(engine: Engine, booting: Booting, context: DriverContext): Promise<ExecResult> {
  const { container, name, timeoutMs } = booting;
  const hopeless = new AbortController();
  const look = setInterval(() => {
    void saysInotify(engine, booting).then((isGone) => isGone && hopeless.abort());
  }, LOOK_MS).unref();
  const signal = AbortSignal.any([context.signal, hopeless.signal]);
  try {
    const connection = dockerConnection(engine, container, name);
    return await connection.exec(['/bin/sh', '-c', AWAIT_BOOT], { signal, timeoutMs, user: '0' });
  } catch (error) {
    context.signal.throwIfAborted();
    if (hopeless.signal.aborted) throw await bootFailed(engine, booting, 'its services cannot start', undefined);
    const isOver = error instanceof SalternError && (error.code === 'GUEST_GONE' || error.code === 'NO_MEMORY');
    await settle(engine, booting, { signal: context.signal, timeoutMs: isOver ? SETTLE_MS : GUESS_MS });
    // An engine that is asked while a container ends has many words for it.
    if (!isOver && (await exitReason(engine, booting)).length === 0) throw error;
    throw await bootFailed(engine, booting, 'its PID 1 ended', error);
  } finally {
    clearInterval(look);
  }
}

/** A command may hear that its container ends before the engine has written down that it did, and with what. */
async function settle(
  engine: Engine,
  { container }: Booting,
  limits: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<void> {
  const isOver = async () => ((await readState(engine, container))?.Running === true ? undefined : true);
  await waitUntil(isOver, { intervalMs: 20, ...limits });
}

async function saysInotify(engine: Engine, booting: Booting): Promise<boolean> {
  const lines = await Promise.all([journal(engine, booting), lastLog(engine, booting)]);
  return lines.flat().some(saysInotifyIsGone);
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
  const inotify = explainInotify(details, engine.endpoint.kind === 'socket' ? await measureInotify() : undefined);
  return new SalternError('BOOT_FAILED', `'${booting.name}' did not start: ${inotify?.why ?? why}`, {
    hint: "Check that the image's systemd works in a container, or use 'docker: { systemd: false }'.",
    doctor: "checks the engine's side",
    ...(inotify === undefined ? {} : { hint: inotify.hint, doctor: inotify.doctor }),
    cause,
    details: inotify === undefined ? details : [why, ...details],
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
