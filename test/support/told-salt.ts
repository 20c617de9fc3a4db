/** A state as the pretended Salt tells of it. */
export interface ToldState {
  readonly id: string;
  /** `service.running` */
  readonly function: string;
  /** Of the formula: `demo.config`. */
  readonly sls: string;
  /** Default: that of its id. */
  readonly name?: string;
  /** Default true. */
  readonly result?: boolean;
  /** Default: nothing changed. */
  readonly changes?: Readonly<Record<string, unknown>>;
  readonly comment?: string;
  /** Whether it did not run, as another one failed: that one's `sls.id`. Default: it ran. */
  readonly waitsFor?: string;
  /** What systemd says of the service. Default: nobody asked. */
  readonly unit?: { readonly show: string; readonly journal: string; readonly enabled: string };
}

/**
 * A `fake:` section of a platform on which Salt tells of these passes, one after the other, whatever it is asked: real
 * formula trees on this side, no Salt on the other. Several instances are told the same.
 */
export function saltThatTells(...passes: readonly (readonly ToldState[])[]): Readonly<Record<string, unknown>> {
  const events = [{ event: 'hello', have: {} }, { event: 'ready', salt: '3007.15' }, ...passes.flatMap(tellPass)];
  return { answers: [{ match: 'saltern', stdout: events.map((one) => `${JSON.stringify(one)}\n`).join('') }] };
}

function tellPass(states: readonly ToldState[]): readonly object[] {
  const told = states.map((state, at) => tellState(state, at));
  const isBad = states.some(({ result = true }) => !result);
  return [
    { event: 'planned', total: states.length },
    ...told.flatMap(({ tag, state, result }) => [
      { event: 'started', tag, id: state.id, function: state.function, sls: state.sls },
      { event: 'ended', tag, result, errors: [], unit: state.unit ?? null },
    ]),
    {
      event: 'returned',
      value: Object.fromEntries(told.map(({ tag, result }) => [tag, result])),
      retcode: isBad ? 2 : 0,
    },
    { event: 'done' },
  ];
}

function tellState(state: ToldState, at: number) {
  const { id, function: fun, sls, name = id, result = true, changes = {}, comment = '', waitsFor } = state;
  const [module, call] = fun.split('.');
  const why = waitsFor === undefined ? comment : `One or more requisite failed: ${waitsFor}`;
  return {
    tag: `${module}_|-${id}_|-${name}_|-${call}`,
    state,
    result: { __id__: id, __sls__: sls, __run_num__: at, name, result, changes, comment: why, duration: 1 },
  };
}
