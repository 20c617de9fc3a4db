import { spawn } from 'node:child_process';
import { awaitProcess } from '../../base/process/await-process.ts';
import { decodeText } from '../../base/text/decode-text.ts';
import type { Connection } from '../../contract/connection.ts';
import { SalternError } from '../../contract/errors.ts';
import type { HookPlan, InstancePlan } from '../../contract/plan.ts';
import { endGroupWith } from '../../base/process/end-group.ts';

/** Characters of a hook's output that are kept for an error. */
const MOST_KEPT = 64 * 1024;

export interface HookContext {
  readonly signal: AbortSignal;
  /** Where host hooks run. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly output: (text: string, stream: 'stdout' | 'stderr') => void;
}

/**
 * Runs one hook. A host hook gets SALTERN_INSTANCE, _FORMULA, _SUITE, _PLATFORM and _SNAPSHOT. Throws `HOOK_FAILED`
 * with the hook's place and its last lines of output: a hook is set-up, so its failure is an error, not a verdict.
 */
export async function runHook(
  hook: HookPlan,
  plan: InstancePlan,
  connection: Connection | undefined,
  context: HookContext,
) {
  const environment = {
    SALTERN_INSTANCE: plan.name,
    SALTERN_FORMULA: plan.formula,
    SALTERN_SUITE: plan.suite,
    SALTERN_PLATFORM: plan.platform,
    SALTERN_SNAPSHOT: plan.snapshot?.id ?? '',
  };
  const result =
    hook.on === 'host'
      ? await runOnHost(hook.run, environment, context)
      : await runInGuest(hook, environment, connection, context);
  if (result.code === 0) return;
  throw new SalternError(
    'HOOK_FAILED',
    `The hook ${hook.when} ${hook.phase} on the ${hook.on} exited with ${result.code}`,
    {
      hint: `See the hook at ${hook.place.file}:${hook.place.line}.`,
      details: result.text.trimEnd().split('\n').slice(-10),
    },
  );
}

async function runInGuest(
  hook: HookPlan,
  environment: Readonly<Record<string, string>>,
  connection: Connection | undefined,
  { signal, output }: HookContext,
) {
  if (!connection) {
    throw new SalternError('HOOK_FAILED', `The hook ${hook.when} ${hook.phase} needs a guest, but there is none then`, {
      hint: `Use \`on: host\` at ${hook.place.file}:${hook.place.line}, or another phase.`,
    });
  }
  const { code, stdout, stderr } = await connection.exec(['sh', '-c', hook.run], {
    signal,
    environment,
    onStdout: (text) => output(text, 'stdout'),
    onStderr: (text) => output(text, 'stderr'),
  });
  return { code, text: stdout + stderr };
}

async function runOnHost(run: string, environment: Readonly<Record<string, string>>, context: HookContext) {
  context.signal.throwIfAborted();
  // A process group of its own, so that all it has started can be ended with it.
  const command = spawn('sh', ['-c', run], {
    cwd: context.directory,
    env: { ...context.environment, ...environment },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  using _ = endGroupWith(context.signal, command.pid);
  const last: string[] = [];
  const listen = (stream: 'stdout' | 'stderr') =>
    decodeText((text) => {
      keepLast(last, text);
      context.output(text, stream);
    });
  const [stdout, stderr] = [listen('stdout'), listen('stderr')];
  command.stdout.on('data', stdout.push);
  command.stderr.on('data', stderr.push);
  const { code } = await awaitProcess(command);
  stdout.end();
  stderr.end();
  context.signal.throwIfAborted();
  return { code: code ?? 1, text: last.join('') };
}

/** Only the end of what it says is told, and it may say more than memory holds. */
function keepLast(pieces: string[], text: string): void {
  pieces.push(text);
  while (pieces.length > 1 && pieces.slice(1).reduce((sum, piece) => sum + piece.length, 0) > MOST_KEPT) pieces.shift();
}
