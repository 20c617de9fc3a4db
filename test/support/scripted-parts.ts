import { fakeDriver } from '../../drivers/fake/fake-driver.ts';
import type { Connection } from '../../src/contract/connection.ts';
import type { Driver } from '../../src/contract/driver.ts';
import type { NewRunEvent } from '../../src/contract/events.ts';
import type { VerifyPlan } from '../../src/contract/plan.ts';
import type { CheckResult, ConvergeResult } from '../../src/contract/result.ts';
import type { ContentDigests, Provisioner } from '../../src/contract/provisioner.ts';
import type { Verifier } from '../../src/contract/verifier.ts';
import { examplePass } from './example-plan.ts';

/**
 * What Salt and checks say; what the driver does comes from the configuration in the plan. Each entry may throw. Default:
 * all is well.
 */
export interface Script {
  /** `session` counts from 1: how often Salt was opened. */
  readonly passes?: (name: string, session: number) => readonly ConvergeResult[];
  /** Before a session is open. */
  readonly open?: (session: number, signal: AbortSignal) => Promise<void>;
  /** Before a session is closed. */
  readonly close?: () => Promise<void>;
  /** Digests of what a session sent. */
  readonly sent?: (session: number) => ContentDigests;
  /** Digests of what lies on the host's disk. */
  readonly onDisk?: () => ContentDigests | Promise<ContentDigests>;
  readonly checks?: (name: string) => readonly CheckResult[];
  /** Digest of what is asserted. Default: of the configuration. */
  readonly asserts?: () => string;
  readonly canReboot?: boolean;
  /** What the driver says of failures. Default: nothing. */
  readonly machineTrouble?: Driver['machineTrouble'];
  /** Before an instance is ours; `onWait`: another one works on it. */
  readonly lock?: (name: string, onWait: () => void) => Promise<void>;
  /** Hears every event as it comes. */
  readonly hears?: (event: NewRunEvent) => unknown;
}

/** How many were opened and closed. */
export interface Count {
  opened: number;
  closed: number;
}

/** What a plan says whose checks are those of a script. */
export const SCRIPTED_CHECKS: readonly VerifyPlan[] = [
  { verifier: 'scripted', config: {}, place: { file: 'checks.yml', line: 1 } },
];

const DIGESTS: ContentDigests = { formula: 'sha256:f', suite: 'sha256:s' };

/** The fake driver; its connections are counted. */
export function countingDriver({ canReboot = true, machineTrouble }: Script, count: Count): Driver {
  const base: Driver = fakeDriver();
  return {
    ...base,
    can: { ...base.can, reboot: canReboot },
    ...(machineTrouble === undefined ? {} : { machineTrouble }),
    async connect(handle, context) {
      const connection = await base.connect(handle, context);
      return counted<Connection>(connection, count);
    },
  };
}

/** Salt that says what the script tells it. */
export function scriptedProvisioner(script: Script, sessions: Count): Provisioner {
  let opened = 0;
  return {
    name: 'scripted',
    stages: () => Promise.resolve([]),
    digests: async () => (await script.onDisk?.()) ?? DIGESTS,
    async open(plan, _connection, { signal }) {
      opened += 1;
      const session = opened;
      await script.open?.(session, signal);
      const passes = [...(script.passes?.(plan.name, session) ?? [])];
      return counted(
        {
          digests: script.sent?.(session) ?? DIGESTS,
          apply: () => Promise.resolve(passes.shift() ?? examplePass()),
          [Symbol.asyncDispose]: async () => await script.close?.(),
        },
        sessions,
      );
    },
  };
}

/** Checks that the script answers. */
export function scriptedVerifier(script: Script): Verifier {
  return {
    name: 'scripted',
    where: 'guest',
    read: ({ value }) => Promise.resolve({ config: value ?? {}, problems: [] }),
    digest: (config) => Promise.resolve(script.asserts?.() ?? `sha256:${JSON.stringify(config)}`),
    verify: (_config, { plan }) => Promise.resolve(script.checks?.(plan.name) ?? []),
  };
}

function counted<T extends AsyncDisposable>(resource: T, count: Count): T {
  count.opened += 1;
  return {
    ...resource,
    async [Symbol.asyncDispose]() {
      count.closed += 1;
      await resource[Symbol.asyncDispose]();
    },
  };
}
