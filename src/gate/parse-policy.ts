import type { Problem } from '../base/place/place.ts';
import { parseDuration } from '../base/time/parse-duration.ts';
import { readShaped } from '../base/yaml/read-shaped.ts';
import type { YamlFile } from '../base/yaml/read-yaml.ts';
import { ConfigError } from '../contract/errors.ts';
import { AGE_UNITS, policySchema } from './policy-schema.ts';
import type { ChannelPolicy } from './policy.ts';

export interface ParsedPolicy {
  readonly channels: Readonly<Record<string, ChannelPolicy>>;
  /** Empty when the policy may be used. */
  readonly problems: readonly Problem[];
}

/** Reads a policy file. Pure; finds all problems at once. */
export function parsePolicy(file: YamlFile): ParsedPolicy {
  const { value, problems, place } = readShaped(file, policySchema);
  const parsed = policySchema.safeParse(value);
  if (problems.length > 0 || !parsed.success) return { channels: {}, problems };
  const channels = Object.entries(parsed.data.channels).map(([name, channel]): [string, ChannelPolicy] => {
    const require = channel.require.map(({ suites, platforms }, index) => ({
      suites: [suites].flat(),
      platforms: [platforms].flat(),
      place: place(['channels', name, 'require', index]),
    }));
    const age = channel['max-age'];
    const maxAgeMs = age === undefined ? undefined : parseDuration(age, AGE_UNITS);
    const { attempts, packages, 'after-failure': afterFailure = 'freeze' } = channel;
    const requiresChecks = channel['require-checks'] ?? false;
    const tries = attempts === undefined ? {} : { attempts };
    const sources = { strict: packages?.strict ?? true, allow: packages?.allow ?? [] };
    return [name, { require, maxAgeMs, requiresChecks, ...tries, packages: sources, afterFailure }];
  });
  return { channels: Object.fromEntries(channels), problems };
}

/** A policy that cannot be used: `POLICY_INVALID` with all its problems. */
export function invalidPolicy(problems: readonly Problem[]): ConfigError {
  return new ConfigError(problems, {
    code: 'POLICY_INVALID',
    hint: 'Correct the places named; a gate never opens by mistake.',
  });
}
