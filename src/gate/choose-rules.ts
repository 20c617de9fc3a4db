import { didYouMeanHint } from '../base/text/did-you-mean.ts';
import { USUAL_LANE } from '../contract/decision.ts';
import { SalternError } from '../contract/errors.ts';
import type { ChannelPolicy, ChannelRules, GatePolicy, LanePolicy } from './policy.ts';

/** The policy of one channel. Throws `POLICY_INVALID` when the policy does not name it. */
export function channelPolicy(policy: GatePolicy, channel: string): ChannelPolicy {
  const found = Object.hasOwn(policy.channels, channel) ? policy.channels[channel] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(policy.channels);
  throw new SalternError('POLICY_INVALID', `The policy '${policy.file}' says nothing about the channel '${channel}'`, {
    hint: didYouMeanHint(channel, known, `Channels of the policy: ${known.join(', ') || 'none'}.`),
  });
}

/** What must hold for a decision. */
export interface ChosenRules extends ChannelRules {
  /** Undefined: the channel's own rules were asked for. */
  readonly lane: LanePolicy | undefined;
}

/** The rules of a lane of a channel; what the lane does not say is the channel's. Throws `POLICY_INVALID`. */
export function chooseRules(policy: GatePolicy, channel: string, lane: string = USUAL_LANE): ChosenRules {
  const rules = channelPolicy(policy, channel);
  if (lane === USUAL_LANE) return { ...rules, lane: undefined };
  const { lanes = {} } = rules;
  const found = Object.hasOwn(lanes, lane) ? lanes[lane] : undefined;
  if (found !== undefined) {
    const { require = rules.require, soakMs = rules.soakMs } = found;
    return { ...rules, require, ...(soakMs === undefined ? {} : { soakMs }), lane: found };
  }
  const known = Object.keys(lanes);
  throw new SalternError('POLICY_INVALID', `The channel '${channel}' has no lane '${lane}' in '${policy.file}'`, {
    hint: didYouMeanHint(lane, known, `Lanes of the channel: ${[USUAL_LANE, ...known].join(', ')}.`),
  });
}
