import { firstLine } from '../../base/text/first-line.ts';
import type { Project } from '../../config/project.ts';
import { SalternError } from '../../contract/errors.ts';
import type { SnapshotUse } from '../../contract/plan.ts';
import { toTrouble } from '../../contract/to-trouble.ts';
import { joinSolved, type Solved, type SolvedGroup } from '../../snapshot/solve/solver.ts';
import type { Services } from '../services.ts';
import { chooseImages } from './choose-images.ts';
import { solveInImage } from './solve-in-image.ts';

/** What the images of platforms say. */
export interface ImageAnswers {
  /** The notes say which could not be asked, and why. */
  readonly solved: Solved;
  /** Whether each of them answered. */
  readonly isWhole: boolean;
}

export interface AskedImages {
  readonly project: Project;
  /** All members of the snapshot on which the images are made. */
  readonly snapshot: SnapshotUse;
  /** Whether nothing else will do, however long it takes. */
  readonly isWanted: boolean;
}

/**
 * Asks the dnf in the image of each platform whose machines have just these members together. Throws `PROGRAM_MISSING` where
 * one cannot be asked and nothing else will do, and the signal's reason.
 */
export async function askImages(services: Services, asked: AskedImages, group: SolvedGroup): Promise<ImageAnswers> {
  const { project, snapshot, isWanted } = asked;
  const members = group.after.map(([member]) => member);
  const images = chooseImages(project.instances, members);
  if (images.length === 0 && isWanted) throw noPlatform(members);
  const parts: Solved[] = [];
  const notes: string[] = [];
  for (const instance of images) {
    try {
      parts.push(await solveInImage(services, { project, instance, snapshot, isWanted }, group));
    } catch (error) {
      services.signal.throwIfAborted();
      const { message, hint, details } = toTrouble(error);
      const what = `dnf cannot be asked in '${instance.platform}': ${firstLine(message)}`;
      if (isWanted)
        throw new SalternError('PROGRAM_MISSING', what, {
          details,
          ...(hint === undefined ? {} : { hint }),
          cause: error,
        });
      notes.push(what);
    }
  }
  return { solved: joinSolved([...parts, { ...NOTHING, notes }]), isWhole: parts.length > 0 && notes.length === 0 };
}

const NOTHING: Solved = { broken: [], looked: 0, checks: [], notes: [] };

function noPlatform(members: readonly string[]): SalternError {
  const names = members.map((member) => `'${member}'`).join(', ');
  return new SalternError('PROGRAM_MISSING', `No platform of the project has just ${names}, so no image can be asked`, {
    hint: "Name them under 'snapshots: { repositories }', or take '--solver machine'.",
  });
}
