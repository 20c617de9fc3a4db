import type { DeclaredInstance } from '../contract/decision.ts';
import { didYouMean } from '../base/text/did-you-mean.ts';
import { listSome } from '../base/text/list-some.ts';
import type { Place, Problem } from '../base/place/place.ts';
import { EMPTY } from './channel-schema.ts';
import { channelPolicy, chooseRules } from './choose-rules.ts';
import { isInForce } from './tell-opt-outs.ts';
import { matchDeclared, type DeclaredMatches } from './match-declared.ts';
import { invalidPolicy } from './parse-policy.ts';
import type { GatePolicy, PolicyRequirement } from './policy.ts';

/** Whose requirements. */
export interface RequiredOf {
  readonly policy: GatePolicy;
  readonly channel: string;
  /** Default: the channel's own. */
  readonly lane?: string | undefined;
  /** Opt-outs that ended before do not count. */
  readonly now: Date;
}

/**
 * The closed list of instances that a channel requires, in the order of the project, without those that it does without for
 * a while. Every pattern must match something, in each of its lanes: one that matches nothing is a typing error that would let a formula slip through
 * unseen, and the day on which a lane is needed is no day to find it. Throws `POLICY_INVALID` with the place of each.
 */
export function listRequired(
  { policy, channel, lane, now }: RequiredOf,
  declared: readonly DeclaredInstance[],
): readonly DeclaredInstance[] {
  const { require, optOuts = [] } = chooseRules(policy, channel, lane);
  const inForce = optOuts.filter((one) => isInForce(one, now));
  const { require: own, lanes = {} } = channelPolicy(policy, channel);
  const matches = matchDeclared(declared);
  const all = [...own, ...inForce, ...Object.values(lanes).flatMap((one) => one.require ?? [])];
  const problems = all.flatMap((requirement) => findProblems(requirement, { declared, matches, file: policy.file }));
  if (require.length === 0)
    problems.push(
      at({ file: policy.file, line: 1, column: 1 }, policy.file, `channel '${channel}' requires nothing: ${EMPTY}`),
    );
  if (problems.length > 0) throw invalidPolicy(problems);
  const required = new Set(require.flatMap((requirement) => matches.required(requirement)));
  const left = required.difference(new Set(inForce.flatMap((one) => matches.required(one))));
  const [first] = inForce;
  if (left.size === 0 && first !== undefined)
    throw invalidPolicy([
      at(first.place, policy.file, `the opt-outs of channel '${channel}' leave nothing that is required: ${EMPTY}`),
    ]);
  return declared.filter(({ name }) => left.has(name));
}

const MOST_KNOWN = 8;

interface Known {
  readonly declared: readonly DeclaredInstance[];
  readonly matches: DeclaredMatches;
  /** The policy's. */
  readonly file: string;
}

function findProblems(requirement: PolicyRequirement, { declared, matches, file }: Known): Problem[] {
  const { suites, platforms, place } = requirement;
  const lost = [
    ...suites
      .filter((pattern) => !matches.matchesSuite(pattern))
      .map(
        (pattern) =>
          `no suite matches '${pattern}'${listKnown(
            declared.map(({ formula, suite }) => `${formula}-${suite}`),
            pattern,
          )}`,
      ),
    ...platforms
      .filter((pattern) => !matches.matchesPlatform(pattern))
      .map(
        (pattern) =>
          `no platform matches '${pattern}'${listKnown(
            declared.map(({ platform }) => platform),
            pattern,
          )}`,
      ),
  ];
  if (lost.length === 0 && matches.required(requirement).length === 0) {
    lost.push(
      `no declared instance has a suite that matches ${quote(suites)} on a platform that matches ${quote(platforms)}`,
    );
  }
  return lost.map((message) => at(place, file, message));
}

function listKnown(names: readonly string[], pattern: string): string {
  const unique = [...new Set(names)].sort();
  const near = didYouMean(pattern, unique);
  if (near !== '') return near;
  return unique.length === 0 ? '; the project declares none' : `; known: ${listSome(unique, MOST_KNOWN)}`;
}

function quote(patterns: readonly string[]): string {
  return patterns.map((pattern) => `'${pattern}'`).join(' or ');
}

function at(place: Place, file: string, message: string): Problem {
  return { file, line: place.line, column: place.column ?? 1, message };
}
