import type { Inputs } from './read-inputs.ts';

/** Two jobs of one workflow cannot upload under one name: a shard adds which it is. Pure. */
export function nameArtifact({ artifactName, args }: Pick<Inputs, 'artifactName' | 'args'>): string {
  const at = args.indexOf('--shard');
  const shard = at === -1 ? args.find((word) => word.startsWith('--shard='))?.slice('--shard='.length) : args[at + 1];
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(shard ?? '') ?? [];
  return index === undefined ? artifactName : `${artifactName}-${index}-of-${count}`;
}
