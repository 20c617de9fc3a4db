import type { NewRunEvent } from '../../contract/events.ts';
import { SalternError } from '../../contract/errors.ts';
import type { FarmNews } from '../../contract/farm.ts';
import { runFolder } from '../../contract/project-folders.ts';
import type { InstanceResult } from '../../contract/result.ts';
import { toTrouble } from '../../contract/to-trouble.ts';
import { changeTexts, unmarkContent } from '../../farm/pack/content-words.ts';
import { digestPlan } from '../../run/digest-plan.ts';
import type { RunServices } from '../../run/instance/run-services.ts';
import { isSignedJob } from '../../signing/sign-job.ts';
import { findVerifier } from '../../verify/index.ts';
import { admitResult } from './admit-result.ts';
import { keepArtifact } from './keep-artifact.ts';
import type { PackedJob, WorkersOptions } from './workers-options.ts';
import { admitEvents, isPast, newTrack, phaseAfter, type JobTrack } from './track-job.ts';

export interface Hearing extends Pick<WorkersOptions, 'desk' | 'signers'> {
  readonly jobs: readonly PackedJob[];
  settle(name: string, result: InstanceResult): void;
  giveUp(one: PackedJob, error: unknown): Promise<void>;
}

/** What workers say, as events and results of this run. */
export interface HeardNews {
  hear(news: FarmNews): Promise<void>;
  /** Jobs that nobody has, and that are not over. */
  isUntaken(): readonly PackedJob[];
  /** Waits for results that are still being looked at. */
  settled(): Promise<void>;
}

/** Only the attempt that counts is heard; an earlier one that still speaks is not. */
export function hearNews(hearing: Hearing, services: RunServices): HeardNews {
  const { desk, jobs, settle, giveUp } = hearing;
  const byId = new Map(jobs.map((one) => [one.job.id, one]));
  const tracks = new Map(jobs.map(({ job, bound }) => [job.id, newTrack(bound.plan.name)]));
  const artifacts = new Map<string, string[]>();
  const looking = new Set<Promise<void>>();
  const change = (id: string, part: Partial<JobTrack>): void => {
    const track = tracks.get(id);
    if (track !== undefined) tracks.set(id, { ...track, ...part });
  };
  const tell = (id: string, one: PackedJob, event: NewRunEvent): void => {
    const track = tracks.get(id);
    if (track !== undefined) change(id, { phase: phaseAfter(track.phase, event) });
    services.emit(changeTexts(event, unmarkContent(one.packed.origins)));
  };
  const hear = async (news: FarmNews): Promise<void> => {
    const one = byId.get(news.job);
    const track = tracks.get(news.job);
    if (one === undefined || track === undefined || isPast(track, news)) return;
    const { name } = one.bound.plan;
    switch (news.type) {
      case 'taken':
        change(news.job, { attempt: news.attempt, worker: news.worker });
        services.emit({ type: 'instance-waiting', instance: name, reason: takenBy(news), isForOthers: true });
        return;
      case 'events':
        for (const event of admitEvents(track, news)) tell(news.job, one, event);
        return;
      case 'file': {
        const kept = await keepArtifact(desk, news, { instance: name, directory: services.directory });
        if (kept !== undefined) artifacts.set(news.job, [...(artifacts.get(news.job) ?? []), kept]);
        return;
      }
      case 'result': {
        change(news.job, { isOver: true });
        const isSigned = isSignedBy(hearing.signers, news);
        const own = { attempt: news.attempt, isSigned, artifacts: artifacts.get(news.job) ?? [] };
        const work = finishResult(one, { ...own, result: news.result }, services).then((result) => {
          settle(name, result);
        });
        looking.add(work);
        void work.finally(() => looking.delete(work));
        return;
      }
      case 'lost': {
        const reason = `lost on worker '${news.worker}': ${news.reason}`;
        const { phase } = track;
        if (news.isLast) {
          change(news.job, { isOver: true });
          return await giveUp(one, lostForGood(name, news.attempt, reason));
        }
        change(news.job, { attempt: news.attempt + 1, worker: undefined, phase: 'prepare' });
        artifacts.delete(news.job);
        services.emit({
          type: 'retry',
          instance: name,
          phase,
          attempt: news.attempt,
          attempts: one.job.attempts,
          reason,
        });
        return;
      }
      case 'late':
        return;
      default:
        news satisfies never;
    }
  };
  return {
    hear,
    isUntaken: () =>
      jobs.filter(({ job }) => tracks.get(job.id)?.worker === undefined && tracks.get(job.id)?.isOver === false),
    async settled() {
      await Promise.all(looking);
    },
  };
}

function takenBy({ worker, attempt }: FarmNews): string {
  return attempt === 1 ? `worker '${worker}' has taken it` : `worker '${worker}' has taken it, attempt ${attempt}`;
}

function lostForGood(name: string, attempts: number, reason: string): SalternError {
  const times = attempts === 1 ? 'once' : `${attempts} times`;
  return new SalternError('WORKER_LOST', `'${name}' was begun ${times} and never finished: ${reason}`, {
    hint: 'See what workers there are with `saltern workers`, and look at the machine of that one.',
  });
}

interface HeardResult {
  readonly result: InstanceResult;
  readonly attempt: number;
  /** By one of the keys that are asked for, if any are. */
  readonly isSigned: boolean;
  readonly artifacts: readonly string[];
}

function isSignedBy(
  signers: Hearing['signers'],
  { job, result, signature }: Extract<FarmNews, { type: 'result' }>,
): boolean {
  if (signers === undefined) return true;
  return signature !== undefined && isSignedJob({ job, result, signature }, signers);
}

/** The result in this machine's own words, and only if it is of what was asked for. */
async function finishResult(
  { bound, packed }: PackedJob,
  { result, attempt, isSigned, artifacts }: HeardResult,
  { project, runId, directory, provisioner }: RunServices,
): Promise<InstanceResult> {
  const { plan } = bound;
  const digests = await digestPlan(plan, {
    provisioner,
    verifier: (name) => findVerifier(name).load(),
    directory: project.directory,
  }).catch((error: unknown) => toTrouble(error));
  const told = changeTexts(result, unmarkContent(packed.origins));
  const { evidence } = result;
  // What was signed is kept as it was signed.
  const own = evidence?.signature === undefined ? told : { ...told, evidence };
  const admitted = admitResult(own, {
    plan,
    runId,
    digests,
    isSigned,
    attempt,
  });
  return { ...admitted, artifacts, log: runFolder(directory).log(plan.name) };
}
