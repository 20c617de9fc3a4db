/** Those who are told of nights in the demo: what the project has to know of them. */
export interface Receivers extends AsyncDisposable {
  /** An overlay for the project, as data; undefined: nobody is told. */
  readonly overlay: Readonly<Record<string, unknown>> | undefined;
  /** Variables of the environment that the overlay names: addresses and keys. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts them on this machine; disposing ends them. */
export async function startReceivers(): Promise<Receivers> {
  return { overlay: undefined, environment: {}, [Symbol.asyncDispose]: () => Promise.resolve() };
}
