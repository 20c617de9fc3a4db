import { hash } from 'node:crypto';
import { canonicalText } from '../../base/json/canonical-text.ts';
import type { Json } from '../../base/json/json.ts';
import type { InstancePlan } from '../../contract/plan.ts';
import type { ContentDigests } from '../../contract/provisioner.ts';
import { fingerprintOf, type BundleEntry } from './bundle-entry.ts';
import { FILE_ROOT, PILLAR_ROOT } from './collect-bundle.ts';

/**
 * Digests of what a bundle tells Salt: paths as the guest sees them, modes, links, content; of data that a suite holds
 * itself, the text. Where files lie on the host, who owns them, whether the group may write and when they were written
 * do not count, nor does what saltern adds to the minion configuration.
 */
export function digestBundle(
  bundle: ReadonlyMap<string, BundleEntry>,
  { states, environments = [], grains, minion }: InstancePlan,
): ContentDigests {
  const entries = [...bundle.values()];
  const formula = entries.filter((entry) => entry.path.startsWith(`${FILE_ROOT}/`) && !isMade(entry));
  const pillar = entries.filter((entry) => entry.path.startsWith(`${PILLAR_ROOT}/`));
  return {
    formula: digest(fingerprints(formula)),
    suite: digest({
      states: describeStates(states),
      environments,
      pillar: fingerprints(pillar),
      grains: grains.text,
      minion: minion.text,
    }),
  };
}

/** Whether saltern made it: the top file of a suite lies among the formula's files. */
function isMade(entry: BundleEntry): boolean {
  return entry.kind === 'file' && 'text' in entry.from;
}

function fingerprints(entries: readonly BundleEntry[]): Json {
  return Object.fromEntries(entries.map((entry) => [entry.path, fingerprintOf(withoutUmask(entry))]));
}

/** Whether the group may write is for the umask of a checkout to decide: two checkouts of one commit are the same. */
function withoutUmask(entry: BundleEntry): BundleEntry {
  return entry.kind === 'file' ? { ...entry, mode: entry.mode & ~0o020 } : entry;
}

function describeStates(states: InstancePlan['states']): Json {
  switch (states.kind) {
    case 'states':
      return states.states;
    case 'top':
      return states.top;
    case 'tree-top':
      return 'tree-top';
    case 'none':
      return null;
    default:
      return states satisfies never;
  }
}

function digest(data: Json): string {
  return `sha256:${hash('sha256', canonicalText(data))}`;
}
