import { expect, it } from 'vitest';
import { findContainerId } from '../../../../drivers/docker/own-mounts.ts';

const ID = 'a59f6508389d8721082de7796b87566c89c651f5f933662fed55ddb01ea08404';
const LINE = `90 72 254:0 /var/lib/docker/containers/${ID}/hostname /etc/hostname rw,relatime - ext4 /dev/vda rw`;

it('a process in a container knows which, wherever the engine keeps its files', () => {
  expect(findContainerId(`22 27 0:21 / /proc rw - proc proc rw\n${LINE}\n`)).toBe(ID);
  expect(findContainerId(LINE.replace('/var/lib/docker', '/data'))).toBe(ID);
});

it('a process on a machine is in none, though others are', () => {
  expect(findContainerId('24 27 0:6 / /dev rw,relatime - devtmpfs devtmpfs rw')).toBeUndefined();
  expect(findContainerId(LINE.replace('/etc/hostname', '/mnt/hostname'))).toBeUndefined();
});
