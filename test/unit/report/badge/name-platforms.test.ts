import { describe, expect, it } from 'vitest';
import { namePlatforms } from '../../../../src/report/badge/name-platforms.ts';

describe('names of platforms', () => {
  it.each([
    ['centos-7', 'CentOS 7'],
    ['centos-stream-9', 'CentOS 9'],
    ['rocky-9', 'Rocky Linux 9'],
    ['ubuntu-2404', 'Ubuntu 2404'],
    ['our-own-linux', 'our-own-linux'],
  ])('are as people write them: %s is %s', (platform, name) => {
    expect(namePlatforms([platform]).get(platform)).toBe(name);
  });

  it('are longer where two would share one', () => {
    const names = namePlatforms(['centos-8', 'centos-stream-8', 'centos-stream-9']);

    expect([...names.values()]).toEqual(['CentOS 8', 'CentOS Stream 8', 'CentOS 9']);
  });
});
