import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { asMap, asTexts, isObject } from '../../base/json/json-value.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import { closeAfterSilence } from '../../base/process/close-after-silence.ts';
import { tailLines } from '../../base/text/tail-lines.ts';
import type { InstancePlan } from '../../contract/plan.ts';
import type { ConvergeProblem } from '../../contract/result.ts';
import { findSources } from '../answer/find-source.ts';
import { parseProblems } from '../answer/parse-problem.ts';
import { collectBundle } from '../bundle/collect-bundle.ts';
import { stageBundle } from './stage-bundle.ts';

export interface RenderHere {
  /** `salt-call` of this machine: an absolute path. */
  readonly program: string;
  /** Folder for what is written meanwhile. */
  readonly temporary: string;
  readonly signal: AbortSignal;
}

/** Salt takes a second to start; what takes longer than this asks somebody who does not answer. */
const LIMIT_MS = 60_000;

/**
 * What Salt on this machine has against the states of an instance, without applying any. Rendering runs what templates
 * call and the formula's own modules, here and as this user: only for who asked for it. Throws `FORMULA_NOT_FOUND`.
 */
export async function renderHere(plan: InstancePlan, options: RenderHere): Promise<readonly ConvergeProblem[]> {
  const { states } = plan;
  if (states.kind === 'none') return [];
  const bundle = await collectBundle(plan);
  const folder = await realpath(await mkdtemp(join(options.temporary, 'saltern-render-')));
  try {
    await stageBundle(bundle, folder);
    const asked = states.kind === 'states' ? ['state.show_sls', states.states.join(',')] : ['state.show_highstate'];
    const first = await call(folder, asked, options);
    // Of a pillar that fails, this call says no more than that.
    const errors = first.some((line) => line.includes('Pillar failed to render'))
      ? await call(folder, ['pillar.items'], options)
      : first;
    const told = errors.length > 0 ? errors : first;
    return await parseProblems(
      told.map((text) => text.replaceAll(folder, '')),
      findSources(bundle),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What Salt complains of. */
async function call(
  folder: string,
  argv: readonly string[],
  { program, signal }: RenderHere,
): Promise<readonly string[]> {
  const options = ['--config-dir', join(folder, 'etc'), '--local', '--out', 'json', '--log-level', 'quiet'];
  // Starts any program: the salt-call of this machine, wherever its PATH leads to.
  const running = execa(program, [...options, ...argv], {
    reject: false,
    cancelSignal: signal,
    timeout: LIMIT_MS,
    stdin: 'ignore',
    env: { LC_ALL: 'C.UTF-8' },
  });
  closeAfterSilence(running.nodeChildProcess);
  const { stdout, stderr, failed } = await running;
  signal.throwIfAborted();
  const answer = parseJson(stdout);
  if (!isObject(answer) || answer['local'] === undefined) {
    return [tailLines(stderr, 1)[0] ?? `'${program}' ${failed ? 'failed' : 'gave no JSON'}`];
  }
  const { local } = answer;
  if (!isObject(local)) return Array.isArray(local) ? asTexts(local) : [String(local)];
  const errors = asMap(local)['_errors'];
  return errors === undefined ? [] : ['Pillar failed to render with the following messages:', ...asTexts(errors)];
}
