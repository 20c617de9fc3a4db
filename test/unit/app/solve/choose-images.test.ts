import { expect, it } from 'vitest';
import { chooseImages } from '../../../../src/app/solve/choose-images.ts';

const place = { file: 'saltern.yml', line: 1 };

function instance(name: string, platform: string, members: readonly string[] | undefined, isCanary = false) {
  return {
    name,
    platform,
    driver: { name: 'docker', config: {} },
    states: isCanary ? ({ kind: 'none' } as const) : ({ kind: 'states', states: ['a'] } as const),
    repositories: members && { members, place },
  };
}

const FLEET = [
  instance('canary-9', 'centos-9', ['base9', 'extras9'], true),
  instance('time-9', 'centos-9', ['extras9', 'base9']),
  instance('ssh-9', 'centos-9', ['base9', 'extras9']),
  instance('ssh-8', 'centos-8', ['base8']),
  instance('ssh-alma', 'alma-9', ['base9', 'extras9']),
  instance('more-9', 'centos-9', ['base9', 'extras9', 'epel9']),
  instance('debian', 'debian-12', undefined),
];

it.each([
  [
    'one of each platform that has just these members, one with Salt first',
    ['base9', 'extras9'],
    ['ssh-alma', 'time-9'],
  ],
  ['those that have more of them on their own', ['epel9', 'base9', 'extras9'], ['more-9']],
  ['none where no platform has them', ['base7'], []],
])('takes %s', (_what, members, expected) => {
  expect(chooseImages(FLEET, members).map(({ name }) => name)).toEqual(expected);
});
