import type { Connection } from '../contract/connection.ts';
import { withinSignal } from '../base/wait/within-signal.ts';
import { SalternError } from '../contract/errors.ts';
import type { InstancePlan } from '../contract/plan.ts';
import type { ProvisionContext, ProvisionSession } from '../contract/provisioner.ts';
import { findSources } from './answer/find-source.ts';
import type { BundleEntry } from './bundle/bundle-entry.ts';
import { collectBundle } from './bundle/collect-bundle.ts';
import { digestBundle } from './bundle/digest-bundle.ts';
import { compareBundle, packBundle } from './bundle/pack-bundle.ts';
import { secretPillar } from './secret-pillar.ts';
import { SaltSession, type Listener } from './salt-session.ts';
import { SaltWorker } from './worker/salt-worker.ts';
import type { WorkerEvent } from './worker/worker-protocol.ts';

/**
 * Starts the worker, sends it what it lacks, and waits until Salt is imported. One command in the guest does it all: it
 * first says what the guest holds, then takes what changed while it imports Salt.
 */
export async function openSession(
  plan: InstancePlan,
  connection: Connection,
  context: ProvisionContext,
): Promise<ProvisionSession> {
  const listener: Listener = { output: context.output };
  await using open = new AsyncDisposableStack();
  const worker = open.use(
    await SaltWorker.start(connection, {
      signal: context.signal,
      instance: plan.name,
      output: (text, stream) => listener.output(text, stream),
      ...(context.hide && { hide: context.hide }),
    }),
  );
  const bundle = await sendBundle(worker, plan, context);
  const ready = await expectEvent(worker, 'ready');
  open.move();
  return new SaltSession({
    plan,
    worker,
    sources: findSources(bundle),
    saltVersion: ready.salt,
    digests: digestBundle(bundle, plan),
    secrets: secretPillar(plan, bundle),
    listener,
  });
}

/**
 * Sends what a session would, and starts no Salt: for `salt-call` by hand. Not for a suite without states, which needs no
 * Salt. Throws as `openSession`.
 */
export async function sendContent(
  plan: InstancePlan,
  connection: Connection,
  context: ProvisionContext,
): Promise<void> {
  const { signal, output } = context;
  await using worker = await SaltWorker.start(connection, { signal, instance: plan.name, output, isForUpload: true });
  await sendBundle(worker, plan, context);
  await expectEvent(worker, 'ready');
}

async function sendBundle(
  worker: SaltWorker,
  plan: InstancePlan,
  context: ProvisionContext,
): Promise<ReadonlyMap<string, BundleEntry>> {
  // A formula on a drive that does not answer must not outlast the phase.
  const collected = withinSignal(collectBundle(plan), context.signal);
  const [hello, bundle] = await Promise.all([expectEvent(worker, 'hello'), collected]);
  const change = compareBundle(bundle, hello.have);
  const files = change.send.filter((entry) => entry.kind === 'file').length;
  context.progress(files === 0 ? 'starting Salt' : `sending ${files} files`);
  await worker.send({ command: 'bundle', delete: change.remove }, packBundle(change.send));
  return bundle;
}

async function expectEvent<Name extends WorkerEvent['event']>(
  worker: SaltWorker,
  name: Name,
): Promise<Extract<WorkerEvent, { event: Name }>> {
  const event = await worker.next();
  if (isEvent(event, name)) return event;
  throw new SalternError('INTERNAL', `The Salt worker said '${event.event}' where '${name}' was expected`);
}

function isEvent<Name extends WorkerEvent['event']>(
  event: WorkerEvent,
  name: Name,
): event is Extract<WorkerEvent, { event: Name }> {
  return event.event === name;
}
