import type { Json } from '../../base/json/json.ts';
import type { Prepared } from '../../contract/prepare.ts';
import type { InstancePlan } from '../../contract/plan.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { Phase } from '../../contract/phases.ts';
import type { BoundInstance } from '../bind/bind-instances.ts';
import { describeMade, listChanges } from '../made.ts';
import type { RunServices } from './run-services.ts';
import type { InstanceState } from './instance-state.ts';

/** What is known of one instance, kept in its state file: each change is on disk before it returns. */
export interface InstanceRecord {
  readonly state: InstanceState | undefined;
  /** Whether there is a finished create, whatever the plan says by now. */
  readonly isThere: boolean;
  /** What the plan says otherwise than when it was made; empty where nothing is there. */
  readonly changes: readonly string[];
  /** Whether there is a finished create that still fits the plan. */
  readonly isCreated: boolean;
  readonly isConverged: boolean;
  /** To be called before create: by this record is found what a create leaves that is cut short. */
  begin(prepared: Prepared): Promise<void>;
  /** The instance is there, and has this handle from now on. */
  arrive(phase: 'create' | 'reboot', handle: Json): Promise<void>;
  mark(phase: Phase, outcome: Outcome): Promise<void>;
  /** The run keeps the instance on purpose. */
  keep(): Promise<void>;
  /** The instance is gone. */
  remove(): Promise<void>;
}

/** Opens the record of a plan's instance. Throws `STATE_DAMAGED`. */
export async function openRecord(
  { plan, checks }: Pick<BoundInstance, 'plan' | 'checks'>,
  services: Pick<RunServices, 'states' | 'now' | 'runId' | 'secrets'>,
): Promise<InstanceRecord> {
  const { states, now } = services;
  const steps = checks.flatMap((one) => one.steps);
  const made = describeMade(plan, steps, services.secrets);
  let state = await states.read(plan.name);
  const save = async (next: InstanceState): Promise<void> => {
    state = next;
    await states.write(next);
  };
  const at = (): string => new Date(now()).toISOString();
  const change = async (of: (known: InstanceState) => InstanceState): Promise<void> => {
    if (state) await save(of(state));
  };
  const isThere = (): boolean => state?.phases.create?.outcome === 'pass';
  const changes = (): readonly string[] => (state && isThere() ? listChanges(state.made, made) : []);
  const isCreated = (): boolean => isThere() && changes().length === 0;
  return {
    get state() {
      return state;
    },
    get isThere() {
      return isThere();
    },
    get changes() {
      return changes();
    },
    get isCreated() {
      return isCreated();
    },
    get isConverged() {
      return isCreated() && state?.phases.converge?.outcome === 'pass';
    },
    begin: (prepared) => save(beginState(plan, { prepared, made, runId: services.runId, at: at() })),
    arrive: (phase, handle) => change((known) => withPhase({ ...known, handle }, phase, 'pass', at())),
    mark: (phase, outcome) => change((known) => withPhase(known, phase, outcome, at())),
    keep: () => change((known) => ({ ...known, isKept: true })),
    async remove() {
      await states.remove(plan.name);
      state = undefined;
    },
  };
}

function beginState(
  { name, driver, snapshot }: InstancePlan,
  begun: Pick<InstanceState, 'prepared' | 'made' | 'runId'> & { readonly at: string },
): InstanceState {
  const { prepared, made, runId, at } = begun;
  return {
    version: 1,
    name,
    driver: driver.name,
    handle: null,
    made,
    prepared,
    snapshot: snapshot ?? null,
    runId,
    isKept: false,
    createdAt: at,
    phases: {},
  };
}

function withPhase(state: InstanceState, phase: Phase, outcome: Outcome, at: string): InstanceState {
  return { ...state, phases: { ...state.phases, [phase]: { outcome, at } } };
}
