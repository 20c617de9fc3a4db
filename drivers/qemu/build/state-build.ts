import type { PrepareStep } from '../../../src/contract/prepare.ts';
import type { InstancePlan } from '../../../src/contract/plan.ts';
import type { StoredImage } from '../images/fetch-image.ts';
import type { PreparedState } from '../saved/prepared-store.ts';

/** A stage of the provisioner, or `boot`: the image as it comes up, booted once for all stages of all snapshots. */
export interface StateStage {
  readonly name: string;
  readonly title?: string;
  readonly key: string;
  readonly steps: readonly PrepareStep[];
  readonly resident?: PrepareStep;
}

export interface StateBuild {
  readonly plan: InstancePlan;
  readonly stage: StateStage;
  readonly key: string;
  readonly parent: PreparedState | undefined;
  readonly base: StoredImage;
}
