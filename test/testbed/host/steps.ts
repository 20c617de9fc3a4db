/** Tells a person what set-up does: a line when a step starts and one when it is done, with its seconds. */
export interface Steps {
  note(text: string): void;
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
}

/** Steps that write to the given sink, or to nobody when it is left out. */
export function createSteps(write: (text: string) => void = () => {}): Steps {
  const note = (text: string): void => write(`testbed: ${text}\n`);
  return {
    note,
    async step(title, work) {
      const started = performance.now();
      note(`${title} …`);
      const result = await work();
      note(`${title}: done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
      return result;
    },
  };
}
