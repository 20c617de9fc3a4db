import { basename } from 'node:path';
import { z } from 'zod';
import { readBytes } from '../../base/files/read-regular.ts';
import { createMasker, type Masker } from '../../base/secret/masker.ts';
import { shortHash, toFileName } from '../../base/text/file-name.ts';
import { SalternError } from '../../contract/errors.ts';
import type { NewRunEvent } from '../../contract/events.ts';
import type { Evidence } from '../../contract/evidence.ts';
import type { FarmJob, TakenJob } from '../../contract/farm.ts';
import type { InstancePlan, ProjectIdentity } from '../../contract/plan.ts';
import { projectFolders } from '../../contract/project-folders.ts';
import type { InstanceResult } from '../../contract/result.ts';
import { changeTexts, markContent } from '../../farm/pack/content-words.ts';
import { CONTENT, placeContent } from '../../farm/pack/portable-plan.ts';
import { readPlan, type TravellingPlan } from '../../farm/pack/read-plan.ts';
import { saltProvisioner } from '../../provision/salt-provisioner.ts';
import { UNKNOWN } from '../../run/evidence.ts';
import { bindInstances } from '../../run/bind/bind-instances.ts';
import { openInstanceSessions } from '../../run/instance/instance-sessions.ts';
import { openInstanceStates } from '../../run/instance/instance-state.ts';
import type { RunServices } from '../../run/instance/run-services.ts';
import { recipeOf } from '../../run/recipe.ts';
import { runInstances } from '../../run/run-instances.ts';
import { findVerifier } from '../../verify/index.ts';
import { hostContext } from '../host-context.ts';
import { lockInstance } from '../lock-instance.ts';
import { maskEvents } from '../secrets/mask-events.ts';
import { maskInstance } from '../secrets/mask-result.ts';
import type { Services } from '../services.ts';
import type { ContentCache } from './content-cache.ts';
import { MOST_ARTIFACT_BYTES } from './keep-artifact.ts';
import { verifySnapshotUse } from './verify-snapshot-use.ts';
import type { WorkerHome } from './worker-home.ts';

/** What a worker runs its jobs with. */
export interface JobScene {
  readonly services: Services;
  readonly cache: ContentCache;
  readonly home: WorkerHome;
}

/**
 * Runs one job as `test` runs an instance, tells what happens as it does, and gives the result as it may be sent: without
 * secrets, and without paths of this machine. Throws what stands in the way of beginning, and what says that this machine
 * cannot: another one may.
 */
export async function runJob(taken: TakenJob, signal: AbortSignal, scene: JobScene): Promise<InstanceResult> {
  const { job } = taken;
  const { services, cache, home } = scene;
  const masker = createMasker();
  const { portable, plan, directory, saltLog } = await unpackJob(job, cache, masker);
  if (plan.snapshot !== undefined) await verifySnapshotUse(plan.snapshot, signal);
  const project = identify(job, home);
  await home.remember({ project, driver: plan.driver.name });
  const bound = await bindInstances([plan], {
    driver: services.driver,
    verifier: (name) => findVerifier(name).load(),
    goal: job.goal,
    context: { ...hostContext(services), signal },
  });
  const speak = markContent(cache.folder);
  const run = makeRunServices(scene, { job, project, masker, ...(saltLog ? { saltLog } : {}) }, (event) =>
    taken.tell({ ...changeTexts(event, speak), at: services.now() }),
  );
  const options = { goal: job.goal, destroy: 'always', isFailFast: false, concurrency: undefined, signal } as const;
  const { instances } = await runInstances(bound, options, run);
  const [result] = instances;
  if (result === undefined) throw new SalternError('INTERNAL', `The job '${job.id}' came to no result`);
  await sendArtifacts(taken, result);
  const { evidence } = result;
  // Of the plan as the starter has it: where a mount's file lies on this machine makes no other recipe.
  const own = evidence && isKnown(evidence) ? { ...evidence, recipe: recipeOf(portable, directory) } : evidence;
  const sent = { ...result, evidence: own, kept: false, log: undefined, artifacts: [] };
  return changeTexts(maskInstance(sent, masker), speak);
}

function isKnown({ recipe }: Evidence): boolean {
  return recipe !== UNKNOWN.recipe;
}

/** Its own for each worker: where two have the same project, neither touches the other's instances. */
function identify({ project }: FarmJob, { name }: WorkerHome): ProjectIdentity {
  const id = `${toFileName(project.name)}-${shortHash(`${project.id} ${name}`)}`;
  return { name: project.name, id, directory: '' };
}

interface JobRun extends Pick<RunServices, 'saltLog'> {
  readonly job: FarmJob;
  readonly project: ProjectIdentity;
  readonly masker: Masker;
}

function makeRunServices(
  { services, home }: JobScene,
  { job, project, masker, ...told }: JobRun,
  tell: (event: NewRunEvent) => void,
): RunServices {
  const folders = projectFolders(home.folderOf(job));
  return {
    ...told,
    project,
    runId: job.runId,
    directory: folders.run(toFileName(job.runId)).directory,
    cacheDirectory: services.cacheDirectory,
    environment: services.environment,
    secrets: masker,
    states: openInstanceStates(folders.instances),
    sessions: openInstanceSessions(folders.sessions, folders.locks),
    driver: services.driver,
    provisioner: saltProvisioner,
    lock: (name, within, onWait) => lockInstance(folders.locks, name, within, onWait),
    emit: maskEvents(masker, (event) => {
      // The end comes with the result, and a run of one instance is nobody's business.
      if ('instance' in event && event.type !== 'instance-finished') tell(event);
    }),
    now: services.now,
    // It was let in when it was taken.
    limits: { memoryBytes: Infinity, cores: Infinity },
  };
}

interface UnpackedJob extends Omit<TravellingPlan, 'plan'> {
  /** With names of contents in place of paths. */
  readonly portable: InstancePlan;
  readonly plan: InstancePlan;
}

/** The plan with its content on this disk; what is secret in it is known from now on. */
async function unpackJob(job: FarmJob, cache: ContentCache, masker: Masker): Promise<UnpackedJob> {
  const { [CONTENT.plan]: planRef, [CONTENT.secrets]: secretsRef, ...contents } = job.contents;
  if (planRef === undefined) throw new SalternError('FARM_CONTENT', `The job '${job.id}' has no plan`);
  const [text, secrets] = await Promise.all([
    cache.text(CONTENT.plan, planRef),
    secretsRef === undefined ? '[]' : cache.text(CONTENT.secrets, secretsRef),
  ]);
  masker.hide(z.array(z.string()).parse(JSON.parse(secrets)));
  const { plan, ...told } = readPlan(text);
  if (plan.name !== job.plan.name) {
    throw new SalternError('FARM_CONTENT', `The job '${job.id}' has the plan of '${plan.name}'`);
  }
  const folders = Object.entries(contents).map(async ([name, ref]) => [name, await cache.unpacked(name, ref)] as const);
  return { portable: plan, plan: placeContent(plan, new Map(await Promise.all(folders))), ...told };
}

/** What a driver kept of an instance that did not pass. What cannot be read, or is too large, stays behind. */
async function sendArtifacts({ putFile }: TakenJob, { artifacts = [] }: InstanceResult): Promise<void> {
  for (const path of artifacts) {
    const bytes = await readBytes(path, MOST_ARTIFACT_BYTES).catch(() => undefined);
    if (bytes !== undefined) await putFile(`log/${basename(path)}`, bytes);
  }
}
