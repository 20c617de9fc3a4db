import type { Json } from '../../base/json/json.ts';
import type { Masker } from '../../base/secret/masker.ts';
import { withinSignal } from '../../base/wait/within-signal.ts';
import type { Connection } from '../../contract/connection.ts';
import type { DriverContext } from '../../contract/context.ts';
import { SalternError } from '../../contract/errors.ts';
import type { ContentDigests, Provisioner, ProvisionSession } from '../../contract/provisioner.ts';
import type { BoundInstance } from '../bind/bind-instances.ts';

/** Opening ends with its signal; a driver that ignores the signal must not hold the run for ever. */
const GRACE_MS = 10_000;

/**
 * The way into one instance: a connection, and Salt opened through it. Each is opened once, however many callers ask
 * for it at the same time, and lasts until it is closed: a caller's signal ends that caller's waiting, nothing else.
 */
export class Way implements AsyncDisposable {
  readonly #bound: BoundInstance;
  readonly #provisioner: Provisioner;
  readonly #hide: Masker['hide'];
  #connecting: Promise<Connection> | undefined;
  #opening: Promise<ProvisionSession> | undefined;
  #digests: ContentDigests | undefined;
  #life = newLife();

  constructor(bound: BoundInstance, provisioner: Provisioner, { hide }: Pick<Masker, 'hide'>) {
    this.#bound = bound;
    this.#provisioner = provisioner;
    this.#hide = hide;
  }

  /** Digests of what was sent into the instance; undefined before. */
  get digests(): ContentDigests | undefined {
    return this.#digests;
  }

  /** The connection that is open or being opened; undefined when nobody asked for one. */
  async connection(signal: AbortSignal): Promise<Connection | undefined> {
    return this.#connecting && (await withinSignal(this.#connecting, signal));
  }

  connect(handle: Json, context: DriverContext): Promise<Connection> {
    this.#connecting ??= this.#begin(context, (lasting) => this.#bound.driver.connect(handle, lasting));
    const connecting = this.#connecting;
    // A failure is not kept: a phase that is tried again connects anew.
    connecting.catch(() => {
      if (this.#connecting === connecting) this.#connecting = undefined;
    });
    return withinSignal(connecting, context.signal);
  }

  /** Throws `CONTENT_CHANGED` when an earlier session of this instance was sent something else. */
  open(handle: Json, context: DriverContext): Promise<ProvisionSession> {
    this.#opening ??= this.#begin(context, (lasting) => this.#open(handle, lasting));
    const opening = this.#opening;
    opening.catch(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    return withinSignal(opening, context.signal);
  }

  /** Closes both; they are opened again when asked for. */
  async close(): Promise<void> {
    const [opening, connecting, { ending, pending }] = [this.#opening, this.#connecting, this.#life];
    this.#opening = undefined;
    this.#connecting = undefined;
    this.#life = newLife();
    // Not what is open: it closes in its own way.
    if (pending > 0) ending.abort(new Error('The way into the instance was closed'));
    await using open = new AsyncDisposableStack();
    const grace = AbortSignal.timeout(GRACE_MS);
    // The session first: it ends through the connection.
    for (const begun of [connecting, opening]) {
      open.use(begun && (await withinSignal<AsyncDisposable>(begun, grace).catch(() => undefined)));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #begin<T>(context: DriverContext, work: (lasting: DriverContext) => Promise<T>): Promise<T> {
    const life = this.#life;
    life.pending += 1;
    try {
      return await work({ ...context, signal: life.ending.signal });
    } finally {
      life.pending -= 1;
    }
  }

  async #open(handle: Json, context: DriverContext): Promise<ProvisionSession> {
    const { plan } = this.#bound;
    const connection = await this.connect(handle, context);
    const session = await this.#provisioner.open(plan, connection, { ...context, hide: this.#hide });
    const { formula, suite } = session.digests;
    const before = this.#digests;
    if (before && (before.formula !== formula || before.suite !== suite)) {
      await session[Symbol.asyncDispose]();
      throw contentChanged(plan.name, before.formula === formula ? 'suite' : 'formula');
    }
    this.#digests = session.digests;
    return session;
  }
}

/** From one closing to the next. */
interface Life {
  /** Ends what is still being opened. */
  readonly ending: AbortController;
  /** How many are being opened. */
  pending: number;
}

function newLife(): Life {
  return { ending: new AbortController(), pending: 0 };
}

function contentChanged(instance: string, what: 'formula' | 'suite'): SalternError {
  return new SalternError('CONTENT_CHANGED', `The ${what} of '${instance}' changed while it was tested`, {
    hint: 'Run it again: this result would be of neither version.',
  });
}
