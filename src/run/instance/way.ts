import type { Json } from '../../base/json/json.ts';
import type { Connection } from '../../contract/connection.ts';
import type { DriverContext } from '../../contract/context.ts';
import { SalternError } from '../../contract/errors.ts';
import type { ContentDigests, Provisioner, ProvisionSession } from '../../contract/provisioner.ts';
import type { BoundInstance } from '../bind/bind-instances.ts';

/**
 * The way into one instance: a connection, and Salt opened through it. Each is opened once, however many callers ask
 * for it at the same time, because the promise is what is kept; and what was opened is closed.
 */
export class Way implements AsyncDisposable {
  readonly #bound: BoundInstance;
  readonly #provisioner: Provisioner;
  #connecting: Promise<Connection> | undefined;
  #opening: Promise<ProvisionSession> | undefined;
  #digests: ContentDigests | undefined;

  constructor(bound: BoundInstance, provisioner: Provisioner) {
    this.#bound = bound;
    this.#provisioner = provisioner;
  }

  /** Digests of what was sent into the instance; undefined before. */
  get digests(): ContentDigests | undefined {
    return this.#digests;
  }

  /** The connection that is open or being opened, if there is one. */
  get connection(): Promise<Connection> | undefined {
    return this.#connecting;
  }

  connect(handle: Json, context: DriverContext): Promise<Connection> {
    if (this.#connecting) return this.#connecting;
    const connecting = this.#bound.driver.connect(handle, context);
    this.#connecting = connecting;
    // A failure is not kept: a phase that is tried again connects anew.
    connecting.catch(() => {
      if (this.#connecting === connecting) this.#connecting = undefined;
    });
    return connecting;
  }

  /** Throws `CONTENT_CHANGED` when an earlier session of this instance was sent something else. */
  open(handle: Json, context: DriverContext): Promise<ProvisionSession> {
    if (this.#opening) return this.#opening;
    const opening = this.#open(handle, context);
    this.#opening = opening;
    opening.catch(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    return opening;
  }

  /** Closes both; they are opened again when asked for. */
  async close(): Promise<void> {
    const [opening, connecting] = [this.#opening, this.#connecting];
    this.#opening = undefined;
    this.#connecting = undefined;
    const session = await opening?.catch(() => undefined);
    await session?.[Symbol.asyncDispose]();
    const connection = await connecting?.catch(() => undefined);
    await connection?.[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #open(handle: Json, context: DriverContext): Promise<ProvisionSession> {
    const { plan } = this.#bound;
    const session = await this.#provisioner.open(plan, await this.connect(handle, context), context);
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

function contentChanged(instance: string, what: 'formula' | 'suite'): SalternError {
  return new SalternError('CONTENT_CHANGED', `The ${what} of '${instance}' changed while it was tested`, {
    hint: 'Run it again: this result would be of neither version.',
  });
}
