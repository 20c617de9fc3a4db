/**
 * What an instance goes through, in this order. `prepare` makes the image (or saved VM) with Salt and repositories
 * ready, once per key and not once per instance, so it comes before `create`; `again` is a further converge, which must
 * change nothing. What lies between create and destroy is the suite's to say: see `STEPS`.
 */
export const PHASES = ['prepare', 'create', 'converge', 'again', 'reboot', 'verify', 'destroy'] as const;
/** The name of a phase. */
export type Phase = (typeof PHASES)[number];

/** What `test` does between create and destroy, in the order that the suite says. */
export const STEPS = ['converge', 'again', 'reboot', 'verify'] as const;
/** The name of a step, which is also the phase that does it. */
export type StepName = (typeof STEPS)[number];

/** One step of a test. A map, so that a step may say more than its name one day; files may write the bare name. */
export interface Step {
  readonly do: StepName;
}

/** How far to go. `test` starts from nothing and does the suite's steps; the others do what is missing before them. */
export type Goal = 'create' | 'converge' | 'verify' | 'test';
