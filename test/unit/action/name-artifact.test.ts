import { expect, it } from 'vitest';
import { nameArtifact } from '../../../action/name-artifact.ts';

it.each([
  [[], 'results'],
  [['--shard=2/8', 'ops-ssh'], 'results-2-of-8'],
  [['--shard', '2/8'], 'results-2-of-8'],
  [['--shard', '../x'], 'results'],
  [['--shard'], 'results'],
])('with the arguments %j it is %s', (args, expected) => {
  expect(nameArtifact({ artifactName: 'results', args })).toBe(expected);
});
