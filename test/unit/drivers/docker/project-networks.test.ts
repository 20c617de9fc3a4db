import { describe, expect, it } from 'vitest';
import { chooseNetwork } from '../../../../drivers/docker/project-networks.ts';

const [one, two, three] = ['one', 'two', 'three'].map((name) => ({
  id: `id-${name}`,
  name,
  projectId: 'p',
  madeAt: 0,
}));
const networks = [one, two, three].filter((network) => network !== undefined);

describe('the network that a run takes', () => {
  it('is the one that its own instances are in, though another is empty', () => {
    const containers = [{ networks: ['two'], runId: 'mine' }];

    expect(chooseNetwork(networks, containers, 'mine')).toBe(two);
  });

  it('is the oldest empty one at first', () => {
    const containers = [{ networks: ['one'], runId: 'other' }];

    expect(chooseNetwork(networks, containers, 'mine')).toBe(two);
  });

  it('is none that an instance of another run is in, be it together with its own', () => {
    const containers = [
      { networks: ['one', 'two', 'three'], runId: 'other' },
      { networks: ['one'], runId: 'mine' },
    ];

    expect(chooseNetwork(networks, containers, 'mine')).toBeUndefined();
  });

  it('is to be made where there is none', () => {
    expect(chooseNetwork([], [], 'mine')).toBeUndefined();
  });
});
