import type { Connection } from '../contract/connection.ts';
import type { Driver, DriverContext, Prepared } from '../contract/driver.ts';
import { SalternError } from '../contract/errors.ts';
import type { Json } from '../base/json/json.ts';
import type { CheckResult, ConvergeResult, InstancePlan, Phase } from '../contract/model.ts';
import type { Outcome } from '../contract/outcome.ts';
import { runFolder } from '../contract/project-folders.ts';
import type { ProvisionContext, ProvisionSession } from '../contract/provisioner.ts';
import { fingerprintPlan } from './fingerprint-plan.ts';
import type { InstanceState } from './instance-state.ts';
import { judgeIdempotence } from './judge-idempotence.ts';
import { readPackages } from './read-packages.ts';
import { requireReboot } from './require-reboot.ts';
import type { RunParts } from './run-options.ts';
import { scaleTimeouts } from './scale-timeouts.ts';
import { tellRebootInChecks, tellRebootInPass, worseChecks, worsePass } from './worse-results.ts';
import { worstOutcome } from './worst-outcome.ts';

/** One instance while a command works on it: the phases as methods, and what they leave open until disposal. */
export class InstanceLife implements AsyncDisposable {
  readonly plan: InstancePlan;
  readonly #parts: RunParts;
  readonly #driver: Driver;
  readonly #config: unknown;
  #prepared: Prepared | undefined;
  #state: InstanceState | undefined;
  #connection: Connection | undefined;
  #opening: Promise<ProvisionSession> | undefined;
  #isConverging = false;
  #pass: 'converge' | 'idempotence' = 'converge';
  #isRebooted = false;
  converged: ConvergeResult | undefined;
  again: ConvergeResult | undefined;
  checks: readonly CheckResult[] = [];
  packages: readonly string[] = [];

  private constructor(
    plan: InstancePlan,
    parts: RunParts,
    driver: Driver,
    config: unknown,
    state: InstanceState | undefined,
  ) {
    this.plan = plan;
    this.#parts = parts;
    this.#driver = driver;
    this.#config = config;
    this.#state = state;
  }

  static async open(plan: InstancePlan, parts: RunParts, signal: AbortSignal): Promise<InstanceLife> {
    const driver = await parts.driver(plan.driver.name);
    const config = driver.configSchema.parse(plan.driver.config);
    const life = new InstanceLife(plan, parts, driver, config, await parts.states.read(plan.name));
    const { factor } = (await driver.pace?.(config, life.#context('prepare', signal))) ?? { factor: 1 };
    return factor === 1 ? life : new InstanceLife(scaleTimeouts(plan, factor), parts, driver, config, life.#state);
  }

  get connection(): Connection | undefined {
    return this.#connection;
  }

  get image(): Prepared['image'] | undefined {
    return this.#prepared?.image ?? this.#state?.prepared?.image;
  }

  /** There is a finished create that still fits the plan. */
  get isCreated(): boolean {
    return this.#state?.phases.create?.outcome === 'pass' && this.#state.fingerprint === fingerprintPlan(this.plan);
  }

  get isConverged(): boolean {
    return this.isCreated && this.#state?.phases.converge?.outcome === 'pass';
  }

  /** There may be something of it, whole or not. */
  get isKnown(): boolean {
    return this.#state !== undefined;
  }

  /** A kept instance that is gone, stopped, or made from something else is removed, so that it will be made again. */
  async reuse(signal: AbortSignal): Promise<void> {
    if (!this.#state) return;
    const isRunning =
      this.isCreated && (await this.#driver.status(this.#handle(), this.#context('create', signal))) === 'running';
    if (!isRunning) await this.destroy(signal);
  }

  async prepare(signal: AbortSignal): Promise<Outcome> {
    const context = this.#context('prepare', signal);
    const { snapshotUrl } = this.#driver;
    const stages = await this.#parts.provisioner.stages(this.plan, { ...context, snapshotUrl });
    this.#prepared = await this.#driver.prepare(this.plan, this.#config, stages, context);
    return 'pass';
  }

  /** `early`: the provisioner may start while services do; what comes of it shows when converging. */
  async create(signal: AbortSignal, early?: { readonly signal: AbortSignal }): Promise<Outcome> {
    await this.#close();
    if (!this.#prepared) throw new SalternError('INTERNAL', 'create before prepare');
    await this.#save({ handle: null, phases: {} });
    const context = this.#context('create', signal);
    const reachable = (handle: Json) => {
      this.#opening = this.#openSession(handle, early?.signal ?? signal);
      this.#opening.catch(() => undefined);
    };
    const willConverge = early !== undefined && this.plan.states.kind !== 'none';
    const handle = await this.#driver.create(this.plan, this.#config, this.#prepared, {
      ...context,
      ...(willConverge ? { reachable } : {}),
    });
    await this.#save({ handle, phases: { create: this.#done('pass') } });
    return 'pass';
  }

  async connect(signal: AbortSignal, phase: Phase = 'create'): Promise<Connection> {
    this.#connection ??= await this.#driver.connect(this.#handle(), this.#context(phase, signal));
    return this.#connection;
  }

  async converge(signal: AbortSignal): Promise<Outcome> {
    if (this.plan.states.kind === 'none') return 'skip';
    await this.#mark('converge', 'error');
    this.converged = await this.#apply(signal);
    await this.#mark('converge', this.converged.outcome);
    return this.converged.outcome;
  }

  async idempotence(signal: AbortSignal): Promise<Outcome> {
    if (this.plan.states.kind === 'none' || !this.plan.idempotence.check) return 'skip';
    if (!this.converged) throw new SalternError('INTERNAL', 'second pass before the first');
    this.#pass = 'idempotence';
    const judged = judgeIdempotence(await this.#apply(signal), this.plan.idempotence);
    this.again = worsePass(this.again, this.#isRebooted ? tellRebootInPass(judged) : judged);
    return judged.outcome;
  }

  /** The way in is opened anew, Salt only when a pass wants it. */
  async reboot(signal: AbortSignal): Promise<Outcome> {
    requireReboot(this.#driver, this.plan.name);
    await this.#close();
    const handle = await this.#driver.reboot(this.#handle(), this.#context('reboot', signal));
    await this.#save({ handle, phases: { ...this.#state?.phases, reboot: this.#done('pass') } });
    this.#isRebooted = true;
    await this.connect(signal, 'reboot');
    return 'pass';
  }

  async verify(signal: AbortSignal): Promise<Outcome> {
    const connection = await this.connect(signal);
    if (this.plan.checks.length === 0) {
      this.packages = await readPackages(connection, signal);
      return 'skip';
    }
    const output: DriverContext['output'] = (text, stream = 'stdout') => this.#output('verify', text, stream);
    // What the checks saw is what is installed now: both are read at the same time.
    const [checks, packages] = await Promise.all([
      this.#parts.verifier.verify(this.plan, connection, { signal, output }),
      readPackages(connection, signal),
    ]);
    const told = this.#isRebooted ? tellRebootInChecks(checks) : checks;
    this.checks = worseChecks(this.checks, told);
    this.packages = packages;
    for (const check of told) this.#parts.emit({ type: 'check-finished', instance: this.plan.name, check });
    const outcome = worstOutcome(told.map((check) => check.outcome));
    await this.#mark('verify', worstOutcome(this.checks.map((check) => check.outcome)));
    return outcome;
  }

  /** Keeps what an instance that did not pass has to show; what cannot be had is left out. */
  async collect(): Promise<readonly string[]> {
    const handle = this.#driver.handleSchema.safeParse(this.#state?.handle);
    if (!handle.success || !this.#driver.collect) return [];
    const calm = new AbortController();
    return await this.#driver.collect(handle.data, this.#context('verify', calm.signal));
  }

  /** The run ends and leaves the instance on purpose. */
  async settle(): Promise<void> {
    await this.#close();
    if (this.#state && !this.#state.isSettled) await this.#save({ isSettled: true });
  }

  /** Removes the instance, and whatever else carries its label: a create that was cut short left no handle. */
  async destroy(signal: AbortSignal): Promise<void> {
    await this.#close();
    const context = this.#context('destroy', signal);
    const handle = this.#driver.handleSchema.safeParse(this.#state?.handle);
    if (handle.success) await this.#driver.destroy(handle.data, context);
    else await this.#driver.sweep({ keep: [], instance: this.plan.name }, context);
    await this.#parts.states.remove(this.plan.name);
    this.#state = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  async #openSession(handle: Json, signal: AbortSignal): Promise<ProvisionSession> {
    this.#connection ??= await this.#driver.connect(handle, this.#context('create', signal));
    return await this.#parts.provisioner.open(this.plan, this.#connection, this.#provisionContext(signal));
  }

  /** The session was opened with another phase's signal: when this one aborts, ending the session ends the pass. */
  async #apply(signal: AbortSignal): Promise<ConvergeResult> {
    this.#isConverging = true;
    this.#opening ??= this.#openSession(this.#handle(), signal);
    const session = await this.#opening;
    const end = () => void Promise.resolve(session[Symbol.asyncDispose]()).catch(() => undefined);
    signal.addEventListener('abort', end, { once: true });
    try {
      return await session.apply();
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  async #close(): Promise<void> {
    const session = await this.#opening?.catch(() => undefined);
    await session?.[Symbol.asyncDispose]();
    this.#opening = undefined;
    await this.#connection?.[Symbol.asyncDispose]();
    this.#connection = undefined;
  }

  #handle(): Json {
    const handle = this.#driver.handleSchema.safeParse(this.#state?.handle);
    if (handle.success) return handle.data;
    throw new SalternError('STATE_DAMAGED', `The state file of '${this.plan.name}' holds no usable handle`, {
      hint: `Run \`saltern destroy ${this.plan.name}\`, which finds instances by their labels too.`,
    });
  }

  #context(phase: Phase, signal: AbortSignal): DriverContext {
    const { project, runId, environment, cacheDirectory, directory } = this.#parts;
    return {
      signal,
      project,
      runId,
      environment,
      cacheDirectory,
      artifacts: runFolder(directory).logs,
      progress: (text, done, total) => this.#progress(phase, text, done, total),
      output: (text, stream = 'stdout') => this.#output(phase, text, stream),
    };
  }

  #provisionContext(signal: AbortSignal): ProvisionContext {
    return {
      signal,
      cacheDirectory: this.#parts.cacheDirectory,
      progress: (text, done, total) => {
        if (this.#isConverging) this.#progress(this.#pass, text, done, total);
      },
      output: (text, stream = 'stdout') => this.#output(this.#pass, text, stream),
      state: (state) =>
        this.#parts.emit({ type: 'state-finished', instance: this.plan.name, phase: this.#pass, state }),
    };
  }

  #progress(phase: Phase, text: string, done: number | undefined, total: number | undefined): void {
    this.#parts.emit({ type: 'phase-progress', instance: this.plan.name, phase, text, done, total });
  }

  #output(phase: Phase, text: string, stream: 'stdout' | 'stderr'): void {
    this.#parts.emit({ type: 'output', instance: this.plan.name, phase, stream, text });
  }

  #done(outcome: Outcome) {
    return { outcome, at: new Date(this.#parts.now()).toISOString() };
  }

  async #mark(phase: Phase, outcome: Outcome): Promise<void> {
    await this.#save({ phases: { ...this.#state?.phases, [phase]: this.#done(outcome) } });
  }

  async #save(change: Partial<InstanceState>): Promise<void> {
    const { snapshot } = this.plan;
    const fresh: InstanceState = {
      version: 1,
      name: this.plan.name,
      driver: this.#driver.name,
      handle: null,
      fingerprint: fingerprintPlan(this.plan),
      prepared: this.#prepared ?? null,
      snapshot: snapshot ? { id: snapshot.id, digest: snapshot.digest } : null,
      runId: this.#parts.runId,
      isSettled: false,
      createdAt: new Date(this.#parts.now()).toISOString(),
      phases: {},
    };
    this.#state = { ...(this.#state ?? fresh), ...change };
    await this.#parts.states.write(this.#state);
  }
}
