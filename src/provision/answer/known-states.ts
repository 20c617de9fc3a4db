import type { RawState } from './raw-state.ts';

type Said = Required<Pick<RawState, 'errors' | 'unit' | 'near'>>;

/** What is known of the states of one pass, before its answer and from it. */
export class KnownStates {
  readonly #sls = new Map<string, string>();
  readonly #ids = new Map<string, string>();
  readonly #said = new Map<string, Said>();

  /** A state as it starts. */
  start(tag: string, sls: string, id: string): void {
    this.#sls.set(tag, sls);
    this.#ids.set(`${sls}.${id}`, id);
  }

  /** A state's result, which says more than its start where it is proper; what was said of it is remembered. */
  take({ tag, result, errors, unit = null, near = null }: RawState): void {
    const [, id = ''] = tag.split('_|-');
    const sls = result['__sls__'];
    const own = result['__id__'];
    if (typeof sls === 'string') this.start(tag, sls, typeof own === 'string' ? own : id);
    if (errors !== undefined) this.#said.set(tag, { errors, unit, near });
  }

  slsOf(tag: string): string | undefined {
    return this.#sls.get(tag);
  }

  /** Nothing, of a state that nothing was said of. */
  saidOf(tag: string): Said | undefined {
    return this.#said.get(tag);
  }

  get slsNames(): ReadonlySet<string> {
    return new Set(this.#sls.values());
  }

  /** `sls.id`, as Salt names states that failed → id. */
  get ids(): ReadonlyMap<string, string> {
    return this.#ids;
  }
}
