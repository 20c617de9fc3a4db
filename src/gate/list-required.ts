import type { DeclaredInstance } from '../contract/decision.ts';
import { didYouMean, didYouMeanHint } from '../base/text/did-you-mean.ts';
import { SalternError } from '../contract/errors.ts';
import type { Place, Problem } from '../base/place/place.ts';
import { matchDeclared, type DeclaredMatches } from './match-declared.ts';
import { invalidPolicy } from './parse-policy.ts';
import type { ChannelPolicy, GatePolicy, PolicyRequirement } from './policy.ts';

/** The policy of one channel. Throws `POLICY_INVALID` when the policy does not name it. */
export function channelPolicy(policy: GatePolicy, channel: string): ChannelPolicy {
  const found = Object.hasOwn(policy.channels, channel) ? policy.channels[channel] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(policy.channels);
  throw new SalternError('POLICY_INVALID', `The policy '${policy.file}' says nothing about the channel '${channel}'`, {
    hint: didYouMeanHint(channel, known, `Channels of the policy: ${known.join(', ') || 'none'}.`),
  });
}

/**
 * The closed list of instances that a channel requires, in the order of the project. Every pattern must match
 * something: one that matches nothing is a typing error that would let a formula slip through unseen.
 * Throws `POLICY_INVALID` with the place of each such pattern.
 */
export function listRequired(
  policy: GatePolicy,
  channel: string,
  declared: readonly DeclaredInstance[],
): readonly DeclaredInstance[] {
  const { require } = channelPolicy(policy, channel);
  const matches = matchDeclared(declared);
  const problems = require.flatMap((requirement) =>
    findProblems(requirement, { declared, matches, file: policy.file }),
  );
  if (require.length === 0)
    problems.push(
      at(
        { file: policy.file, line: 1, column: 1 },
        policy.file,
        `channel '${channel}' requires nothing: an empty gate opens for anything`,
      ),
    );
  if (problems.length > 0) throw invalidPolicy(problems);
  const required = new Set(require.flatMap((requirement) => matches.required(requirement)));
  return declared.filter(({ name }) => required.has(name));
}

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
  return unique.length === 0
    ? '; the project declares none'
    : `; known: ${unique.slice(0, 8).join(', ')}${unique.length > 8 ? ', …' : ''}`;
}

function quote(patterns: readonly string[]): string {
  return patterns.map((pattern) => `'${pattern}'`).join(' or ');
}

function at(place: Place, file: string, message: string): Problem {
  return { file, line: place.line, column: place.column ?? 1, message };
}
