import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Project } from '../../config/project.ts';
import { SalternError } from '../../contract/errors.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import { deriveSnapshot, type Derivation, type DeriveContext } from '../../snapshot/derive/derive-snapshot.ts';
import type { DeriveWishes } from '../../snapshot/derive/derive-wishes.ts';
import { locateSnapshot } from '../../snapshot/locate-snapshot.ts';
import { removeTree } from '../../snapshot/root/remove-tree.ts';
import { keepQuestion } from '../../snapshot/solve/ask-guest.ts';
import { checkInstallable } from '../../snapshot/solve/check-installable.ts';
import { joinSolved, type Solved, type SolvedGroup, type Solver } from '../../snapshot/solve/solver.ts';
import type { Services } from '../services.ts';
import { askImages, type ImageAnswers } from './ask-images.ts';
import type { SolverWish } from './solver-wish.ts';

export interface SolvedDerivation {
  readonly project: Project;
  readonly root: SnapshotRoot;
  /** Default: images, and this machine where one of them cannot be asked. */
  readonly solver?: SolverWish;
  /** Id of the snapshot whose prepared images are asked. Default: the parent. */
  readonly imagesOf?: string;
}

/**
 * Derives a snapshot with what came tried in the images of the platforms that have it. Nobody who writes to the root waits
 * for an image: what would come is planned, tried, and planned again. Throws what `deriveSnapshot` throws, and `BUSY` where
 * it came to something else the second time.
 */
export async function deriveSolved(
  services: Services,
  derivation: SolvedDerivation,
  wishes: DeriveWishes,
  context: DeriveContext,
): Promise<Derivation> {
  if (derivation.solver === 'machine') return await deriveSnapshot(wishes, context);
  const work = await mkdtemp(join(tmpdir(), 'saltern-solver-'));
  try {
    const questions: SolvedGroup[] = [];
    const keeping: Solver = async (groups) => {
      for (const group of groups) questions.push(await keepQuestion(group, join(work, `${questions.length}`)));
      return { broken: [], looked: 0, checks: [], notes: [] };
    };
    const planned = await deriveSnapshot({ ...wishes, isDryRun: true }, { ...context, solver: keeping });
    if (questions.length === 0) return planned;
    // `latest` may have become another one meanwhile.
    const from = planned.diff.from.id;
    const answers = await askAll(services, { derivation, parent: from, questions });
    return await deriveSnapshot({ ...wishes, from }, { ...context, solver: answering(answers, from, context) });
  } finally {
    await removeTree(work);
  }
}

/** By the key of the question; an error is one that nobody could do without. */
type Answers = ReadonlyMap<string, ImageAnswers | SalternError>;

interface Asking {
  readonly derivation: SolvedDerivation;
  readonly parent: string;
  readonly questions: readonly SolvedGroup[];
}

async function askAll(services: Services, { derivation, parent, questions }: Asking): Promise<Answers> {
  const { project, root, solver, imagesOf } = derivation;
  const snapshot = await locateSnapshot(root, await root.find(imagesOf ?? parent));
  const answers = new Map<string, ImageAnswers | SalternError>();
  for (const question of questions) {
    const asked = { project, snapshot, isWanted: solver === 'images' };
    const answer = askImages(services, asked, question).catch((error: unknown) => {
      if (error instanceof SalternError && error.code === 'PROGRAM_MISSING') return error;
      throw error;
    });
    answers.set(question.key, await answer);
  }
  return answers;
}

function answering(answers: Answers, from: string, context: DeriveContext): Solver {
  return async (groups, work) => {
    const parts: Solved[] = [];
    for (const [number, group] of groups.entries()) {
      const answer = answers.get(group.key);
      if (answer === undefined) throw elsewhere(from);
      if (answer instanceof SalternError) throw answer;
      parts.push(answer.solved);
      if (!answer.isWhole) parts.push(await askHere(group, join(work, `${number}`), answer.solved.notes, context));
    }
    return joinSolved(parts);
  };
}

async function askHere(
  group: SolvedGroup,
  work: string,
  notes: readonly string[],
  context: DeriveContext,
): Promise<Solved> {
  try {
    return await checkInstallable({ groups: [group], work }, context);
  } catch (error) {
    if (!(error instanceof SalternError) || notes.length === 0) throw error;
    const { code, message, hint, details } = error;
    throw new SalternError(code, message, {
      details: [...notes, ...details],
      ...(hint === undefined ? {} : { hint }),
      cause: error,
    });
  }
}

function elsewhere(from: string): SalternError {
  return new SalternError('BUSY', `What comes of '${from}' changed while the images were asked`, {
    hint: 'Snapshots came or went meanwhile: do it again.',
  });
}
