/** One entry of a state return: the tag and Salt's dictionary. */
export interface RawState {
  readonly tag: string;
  readonly result: Readonly<Record<string, unknown>>;
  /** What Salt said of errors while it ran, and a service's journal. Default: none. */
  readonly errors?: readonly string[];
  readonly journal?: readonly string[];
}
