import type { Problem } from '../base/place/place.ts';
import { parseDuration } from '../base/time/parse-duration.ts';
import { readShaped } from '../base/yaml/read-shaped.ts';
import type { YamlFile } from '../base/yaml/read-yaml.ts';
import { ConfigError } from '../contract/errors.ts';
import type { NamedKeyFile } from './load-keys.ts';
import { AGE_UNITS, policySchema } from './policy-schema.ts';
import type { ChannelPolicy } from './policy.ts';

export interface ParsedPolicy {
  readonly channels: Readonly<Record<string, ChannelPolicy>>;
  /** Files of those who may sign; undefined: nobody need. */
  readonly keyFiles?: readonly NamedKeyFile[];
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
    const { attempts } = channel;
    const requiresChecks = channel['require-checks'] ?? false;
    return [name, { require, maxAgeMs, requiresChecks, ...(attempts === undefined ? {} : { attempts }) }];
  });
  const { keys } = parsed.data;
  const keyFiles =
    keys && Object.entries(keys).map(([name, path]) => ({ name, file: path, place: place(['keys', name]) }));
  return { channels: Object.fromEntries(channels), ...(keyFiles === undefined ? {} : { keyFiles }), problems };
}

/** A policy that cannot be used: `POLICY_INVALID` with all its problems. */
export function invalidPolicy(problems: readonly Problem[]): ConfigError {
  return new ConfigError(problems, {
    code: 'POLICY_INVALID',
    hint: 'Correct the places named; a gate never opens by mistake.',
  });
}
