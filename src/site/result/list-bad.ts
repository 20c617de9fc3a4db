import { cleanLine, cleanLines } from '../../base/text/clean-text.ts';
import type { InstanceStory } from '../../contract/history.ts';
import { isBad } from '../../contract/outcome.ts';
import { standingOf, type Standing } from '../../contract/standing.ts';

/** One thing that went wrong: a state or a check. */
export interface BadThing {
  readonly standing: Standing;
  readonly kind: 'state' | 'check';
  /** `sshd-config`, `service sshd running` */
  readonly title: string;
  /** `file.managed`; of a second pass, that too. Empty: there is nothing to add. */
  readonly about: string;
  /** `formulas/ops-ssh/config.sls:14`. Default: not known. */
  readonly place?: string | undefined;
  /** What was said, its diff, what was expected and what came, what stands around it. */
  readonly lines: readonly string[];
}

/** States first, for what they leave undone is what checks find. Pure. */
export function listBad({ states, checks }: Pick<InstanceStory, 'states' | 'checks'>): readonly BadThing[] {
  return [
    ...states.filter(isBad).map((state): BadThing => ({
      standing: standingOf(state),
      kind: 'state',
      title: cleanLine(state.id),
      about: `${cleanLine(state.function)}${state.step === 'again' ? ', in the second pass' : ''}`,
      place: state.place,
      lines: cleanLines(state.said ?? ''),
    })),
    ...checks.filter(isBad).map((check): BadThing => ({
      standing: standingOf(check),
      kind: 'check',
      title: cleanLine(`${check.what} ${check.property}`),
      about: check.verifier === 'goss' ? '' : cleanLine(check.verifier),
      place: check.place,
      lines: (check.said ?? []).flatMap((line) => cleanLines(line)),
    })),
  ];
}
