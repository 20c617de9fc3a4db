import { hash } from 'node:crypto';
import type { Json } from '../../base/json/json.ts';
import type { InstancePlan } from '../../contract/model.ts';
import type { ContentDigests } from '../../contract/provisioner.ts';
import type { BundleEntry } from './bundle-entry.ts';
import { printEntry } from './bundle-entry.ts';
import { collectTrees } from './collect-bundle.ts';
import { canonicalText } from './data-text.ts';
import { hashHostFile, scanTree } from './scan-tree.ts';

/**
 * Names what would be applied: paths as the guest sees them, executable or not, content. Where it lies on the host,
 * who owns it and when it was written do not count.
 */
export async function digestContent(plan: InstancePlan): Promise<ContentDigests> {
  const [trees, suite] = await Promise.all([collectTrees(plan.trees), describeSuite(plan)]);
  return { formula: digest(printEntries(trees)), suite: digest(suite) };
}

function printEntries(entries: readonly BundleEntry[]): Json {
  return Object.fromEntries(entries.map((entry) => [entry.path, printEntry(entry)]));
}

async function describeSuite(plan: InstancePlan): Promise<Json> {
  const { pillar } = plan;
  const directories = pillar.directories.map(async (from) =>
    printEntries(await scanTree({ from, to: '.', within: from })),
  );
  const files = Object.entries(pillar.files).map(async ([name, host]) => [name, await hashHostFile(host)] as const);
  return {
    states: plan.states.kind === 'none' ? null : plan.states.kind === 'top' ? plan.states.top : plan.states.states,
    pillar: {
      directories: await Promise.all(directories),
      inline: pillar.inline,
      files: Object.fromEntries(await Promise.all(files)),
    },
    grains: plan.grains,
    minion: plan.minion,
  };
}

function digest(data: Json): string {
  return `sha256:${hash('sha256', canonicalText(data))}`;
}
