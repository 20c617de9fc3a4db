import { LEAST_SECRET } from '../base/secret/hidden-forms.ts';
import { SalternError } from '../contract/errors.ts';
import type { InstancePlan } from '../contract/plan.ts';
import type { ConvergeProblem, ConvergeResult, StateResult } from '../contract/result.ts';
import type { ContentDigests, PassContext, ProvisionSession } from '../contract/provisioner.ts';
import type { SourceFinder } from './answer/find-source.ts';
import { conclude, judgePass, type JudgedPass } from './answer/judge-pass.ts';
import { KnownStates } from './answer/known-states.ts';
import { parseStumble } from './answer/parse-problem.ts';
import { parseReturn, type ParsedReturn } from './answer/parse-return.ts';
import { parseState } from './answer/parse-state.ts';
import type { SaltWorker } from './worker/salt-worker.ts';
import type { SecretPillar, WorkerEvent } from './worker/worker-protocol.ts';

export interface SaltSessionParts {
  readonly plan: InstancePlan;
  readonly worker: SaltWorker;
  readonly sources: SourceFinder;
  readonly saltVersion: string;
  readonly digests: ContentDigests;
  /** What of the pillar is named as secret. Default: nothing is. */
  readonly secrets?: SecretPillar | undefined;
  readonly listener: Listener;
}

/** Where the worker's output goes now: the worker outlives passes, and each pass has a log of its own. */
export interface Listener {
  output: PassContext['output'];
}

type Hung = Extract<WorkerEvent, { event: 'hung' }>;

/** What is known of a pass so far. */
interface Pass {
  total: number | undefined;
  /** States that ended, by tag, in the order they ended. */
  readonly ended: Map<string, StateResult>;
  readonly known: KnownStates;
  /** By tag, what began. */
  readonly started: Map<string, { readonly id: string; readonly function: string }>;
  /** How many states Salt was about to run; more come when states listen. */
  planned: number;
  isDryRun: boolean;
  retcode: number | null;
  answer: ParsedReturn | undefined;
  hung: Hung | undefined;
  stumbled: ConvergeProblem | undefined;
  /** What is named as secret and cannot be hidden. */
  unhidden: readonly string[];
  /** Why Salt gave no answer, or one that is not of the formula's making. */
  trouble: string | undefined;
  /** The machine failed under Salt, whatever it answers. */
  failing: string | undefined;
  signal: number | undefined;
}

/** Salt kept ready in one instance; each `apply` is a whole `salt-call` in a process of its own. */
export class SaltSession implements ProvisionSession {
  readonly #parts: SaltSessionParts;

  constructor(parts: SaltSessionParts) {
    this.#parts = parts;
  }

  get digests(): ContentDigests {
    return this.#parts.digests;
  }

  async apply(context: PassContext): Promise<ConvergeResult> {
    const { saltVersion, listener } = this.#parts;
    const began = performance.now();
    context.signal.throwIfAborted();
    listener.output = context.output;
    const end = () => void this[Symbol.asyncDispose]().catch(() => undefined);
    context.signal.addEventListener('abort', end, { once: true });
    using _ = { [Symbol.dispose]: () => context.signal.removeEventListener('abort', end) };
    const judged = await this.#pass(context);
    return { ...judged, saltVersion, durationMs: performance.now() - began };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.worker[Symbol.asyncDispose]();
  }

  async #pass(context: PassContext): Promise<JudgedPass> {
    try {
      return await this.#conclude(await this.#run(saltArguments(this.#parts.plan, context), context), context);
    } catch (error) {
      // An error that comes from ending the session is not the reason; the abort's own reason is.
      context.signal.throwIfAborted();
      throw error;
    }
  }

  async #run(argv: readonly string[], context: PassContext): Promise<Pass> {
    const { worker, secrets } = this.#parts;
    const pass: Pass = {
      total: undefined,
      ended: new Map(),
      known: new KnownStates(),
      started: new Map(),
      planned: 0,
      isDryRun: false,
      retcode: null,
      answer: undefined,
      hung: undefined,
      stumbled: undefined,
      unhidden: [],
      trouble: undefined,
      failing: undefined,
      signal: undefined,
    };
    const { pass: convergeMs, state: stateMs } = context.limitMs;
    await worker.send({ command: 'apply', arguments: argv, stateMs, convergeMs, ...(secrets && { secrets }) });
    for (;;) {
      const event = await worker.next();
      await this.#take(event, pass, context);
      if (event.event === 'done') return pass;
    }
  }

  async #take(event: WorkerEvent, pass: Pass, context: PassContext): Promise<void> {
    const { sources } = this.#parts;
    switch (event.event) {
      case 'planned':
        pass.total ??= event.total;
        pass.planned += event.total;
        pass.isDryRun ||= event.test === true;
        return;
      case 'started':
        pass.known.start(event.tag, event.sls, event.id);
        pass.started.set(event.tag, event);
        context.progress(event.id, pass.ended.size + 1, Math.max(pass.total ?? 1, pass.ended.size + 1));
        return;
      case 'ended': {
        pass.known.take(event);
        const state = await parseState(event, sources, pass.known);
        pass.ended.set(event.tag, state);
        context.state(state);
        return;
      }
      case 'returned':
        pass.answer = await parseReturn(event.value, sources, pass.known);
        pass.retcode = event.retcode;
        return;
      case 'hung':
        pass.hung = event;
        return;
      case 'left':
      case 'crashed':
        pass.trouble = event.message.trim();
        if (event.stumble) pass.stumbled = await parseStumble(event.stumble, sources);
        return;
      case 'unhidden':
        pass.unhidden = event.names;
        return;
      case 'failing':
        pass.failing = event.reason;
        return;
      case 'done':
        pass.signal = event.signal ?? undefined;
        return;
      case 'hello':
      case 'ready':
      case 'trouble':
      case 'secrets':
      case 'said':
        return;
      default:
        event satisfies never;
    }
  }

  async #conclude(pass: Pass, context: PassContext): Promise<JudgedPass> {
    const { plan, worker } = this.#parts;
    if (pass.unhidden.length > 0) throw tooShort(plan.name, pass.unhidden);
    if (pass.hung)
      return conclude({ states: [...pass.ended.values()], problems: [await this.#hang(pass.hung, context)] });
    if (pass.failing !== undefined && (pass.answer === undefined || pass.answer.problems.length > 0)) {
      throw worker.trouble(`Salt could not go on in '${plan.name}': ${pass.failing}`);
    }
    if (pass.answer === undefined) {
      if (pass.stumbled) return conclude({ states: [...pass.ended.values()], problems: [pass.stumbled] });
      throw worker.trouble(`Salt ended without an answer in '${plan.name}'${whyEnded(pass, worker.lastLines)}`);
    }
    // Parallel states may end without an event of their own.
    const reported = new Set([...pass.ended.values()].map(nameState));
    for (const state of pass.answer.states) if (!reported.has(nameState(state))) context.state(state);
    return judgePass(pass.answer, pass);
  }

  async #hang(hung: Hung, { limitMs }: PassContext): Promise<ConvergeProblem> {
    const { sources } = this.#parts;
    const seconds = limitMs[hung.limit] / 1000;
    const over =
      hung.limit === 'state'
        ? `did not end within ${seconds} s`
        : `was still running when the pass reached its limit of ${seconds} s`;
    if (hung.id === undefined) {
      return { kind: 'hang', message: `Rendering states and pillar ${over}`, place: undefined };
    }
    const place = await sources.state(hung.sls ?? '', hung.id);
    return { kind: 'hang', message: `The state '${hung.id}' (${hung.function}) ${over}`, place };
  }
}

function tooShort(instance: string, names: readonly string[]): SalternError {
  const named = names.map((name) => `'${name}'`).join(', ');
  return new SalternError('CONFIG_INVALID', `'${instance}': secret values are too short to be hidden: ${named}`, {
    hint: `Make them at least ${LEAST_SECRET} characters long, or do not name them under 'secrets'.`,
  });
}

function whyEnded({ signal, trouble }: Pass, lastLines: readonly string[]): string {
  if (signal !== undefined) return `: signal ${signal} ended it`;
  const said = trouble ? trouble.split('\n').at(-1) : lastLines.at(-1);
  return said ? `: ${said}` : '';
}

function nameState({ sls, id, function: fun, name }: StateResult): string {
  return [sls, id, fun, name].join('\0');
}

function saltArguments({ states }: InstancePlan, { saltLog }: PassContext): readonly string[] {
  const level = saltLog === undefined ? [] : ['--log-level', saltLog];
  const named = states.kind === 'states' ? [states.states.join(',')] : [];
  return [...level, 'state.apply', ...named];
}
