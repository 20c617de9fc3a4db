import { expect, it } from 'vitest';
import { namePlatform } from '../../../../src/config/kitchen/name-platform.ts';
import { BUILT_IN_PLATFORMS } from '../../../../src/config/schema/built-in-platforms.ts';

it.each(Object.keys(BUILT_IN_PLATFORMS))('%s, which saltern knows, keeps its name', (name) => {
  expect(namePlatform(name).platform).toBe(name);
  expect(namePlatform(`${name}-3007-9`).platform).toBe(name);
});

it.each([
  ['centos7', 'centos-7'],
  ['centos-9', 'centos-stream-9'],
  ['centos-stream9-master-py3', 'centos-stream-9'],
  ['gentoo-stage3-systemd-3007-9', 'gentoo-stage3-systemd'],
])('%s is %s', (written, platform) => {
  expect(namePlatform(written).platform).toBe(platform);
});
