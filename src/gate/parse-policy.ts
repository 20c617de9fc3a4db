import type { z } from 'zod';
import type { Place, Problem } from '../base/place/place.ts';
import { parseDuration } from '../base/time/parse-duration.ts';
import { readShaped } from '../base/yaml/read-shaped.ts';
import type { YamlFile } from '../base/yaml/read-yaml.ts';
import { ConfigError } from '../contract/errors.ts';
import type { NamedKeyFile } from './load-keys.ts';
import { AGE_UNITS, type channelSchema } from './channel-schema.ts';
import { findContradictions } from './find-contradictions.ts';
import { policySchema } from './policy-schema.ts';
import {
  USUAL_WAIVERS,
  type ChannelPolicy,
  type GatePolicy,
  type LanePolicy,
  type OptOut,
  type PolicyRequirement,
  type WaiverPolicy,
} from './policy.ts';

/** What the file says. */
export interface ParsedPolicy extends Omit<GatePolicy, 'file' | 'digest' | 'keys'> {
  /** Files of those who may sign; undefined: nobody need. */
  readonly keyFiles?: readonly NamedKeyFile[];
  /** Empty when the policy may be used. */
  readonly problems: readonly Problem[];
}

type Written = z.infer<typeof policySchema>;
type WrittenChannel = z.infer<typeof channelSchema>;
type WrittenLane = NonNullable<WrittenChannel['lanes']>[string];
type PlaceOf = (path: readonly (string | number)[]) => Place;

/** Reads a policy file. Pure; finds all problems at once. */
export function parsePolicy(file: YamlFile): ParsedPolicy {
  const { value, problems: misshapen, place, placeOfValue } = readShaped(file, policySchema);
  const parsed = policySchema.safeParse(value);
  if (misshapen.length > 0 || !parsed.success) return { channels: {}, problems: misshapen };
  const problems = findContradictions(parsed.data.channels, placeOfValue);
  const { keys, records, waivers } = parsed.data;
  const channels = Object.entries(parsed.data.channels).map(([name, channel]) => {
    return [name, toChannel(channel, (path) => place(['channels', name, ...path]))] as const;
  });
  const keyFiles =
    keys && Object.entries(keys).map(([name, path]) => ({ name, file: path, place: place(['keys', name]) }));
  return {
    channels: Object.fromEntries(channels),
    problems,
    ...(keyFiles === undefined ? {} : { keyFiles }),
    ...(records === undefined ? {} : { records }),
    ...(waivers === undefined ? {} : { waivers: toWaivers(waivers) }),
  };
}

function toChannel(channel: WrittenChannel, place: PlaceOf): ChannelPolicy {
  const { attempts, baseline, packages, lanes } = channel;
  const tries = typeof attempts === 'object' ? { attempts: attempts.max, need: attempts.need } : { attempts };
  return {
    require: toRequirements(channel.require, (path) => place(['require', ...path])),
    maxAgeMs: toMs(channel['max-age']),
    requiresChecks: channel['require-checks'] ?? false,
    ...withoutUndefined({
      ...tries,
      optOuts: channel['opt-outs'] && toOptOuts(channel['opt-outs'], (path) => place(['opt-outs', ...path])),
      soakMs: toMs(channel.soak),
      deadlineMs: toMs(channel.deadline),
      baseline,
      packages: { strict: packages?.strict ?? true, allow: packages?.allow ?? [] },
      afterFailure: channel['after-failure'] ?? 'freeze',
      lanes: lanes && toLanes(lanes, (path) => place(['lanes', ...path])),
    }),
  };
}

function toLanes(lanes: Readonly<Record<string, WrittenLane>>, place: PlaceOf): Readonly<Record<string, LanePolicy>> {
  const all = Object.entries(lanes).map(([name, lane]): [string, LanePolicy] => [
    name,
    withoutUndefined({
      isForDerived: lane.derived,
      require: lane.require && toRequirements(lane.require, (path) => place([name, 'require', ...path])),
      approvals: lane.approvals,
      soakMs: toMs(lane.soak),
      fullWithinMs: toMs(lane['full-within']),
    }),
  ]);
  return Object.fromEntries(all);
}

function toRequirements(
  written: readonly Pick<WrittenChannel['require'][number], 'suites' | 'platforms'>[],
  place: PlaceOf,
): readonly PolicyRequirement[] {
  return written.map(({ suites, platforms }, index) => ({
    suites: [suites].flat(),
    platforms: [platforms].flat(),
    place: place([index]),
  }));
}

function toOptOuts(written: NonNullable<WrittenChannel['opt-outs']>, place: PlaceOf): readonly OptOut[] {
  const matched = toRequirements(written, place);
  return written.flatMap(({ reason, expires }, index) => {
    const one = matched[index];
    return one === undefined ? [] : [{ ...one, reason, expires: new Date(expires).toISOString() }];
  });
}

function toWaivers({ longest, approver, kinds }: NonNullable<Written['waivers']>): WaiverPolicy {
  return {
    longestMs: toMs(longest) ?? USUAL_WAIVERS.longestMs,
    needsApprover: approver ?? USUAL_WAIVERS.needsApprover,
    kinds: kinds ?? USUAL_WAIVERS.kinds,
  };
}

function toMs(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDuration(text, AGE_UNITS);
}

type Known<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** What is not said is not there: decisions are kept as JSON, which knows no undefined. */
function withoutUndefined<T extends object>(values: T): Known<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Known<T>;
}

/** A policy that cannot be used: `POLICY_INVALID` with all its problems. */
export function invalidPolicy(problems: readonly Problem[]): ConfigError {
  return new ConfigError(problems, {
    code: 'POLICY_INVALID',
    hint: 'Correct the places named; a gate never opens by mistake.',
  });
}
