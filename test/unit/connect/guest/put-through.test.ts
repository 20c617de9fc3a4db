import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { putThrough } from '../../../../src/connect/guest/put-through.ts';
import type { Connection, ExecResult } from '../../../../src/contract/connection.ts';

it.each([
  ['tar: a/b: Cannot write: No space left on device\ntar: Exiting with failure status due to previous errors\n'],
  ['tar: a/b: Wrote only 512 of 10240 bytes\ntar: Exiting with failure status due to previous errors\n'],
  ['tar: a/b: Cannot write: Disk quota exceeded\n'],
])('hears a full disk in %j', async (stderr) => {
  const putting = putThrough(answering({ code: 2, stderr }), upload());

  await expect(putting).rejects.toMatchObject({
    code: 'NO_SPACE',
    message: "There is no space left for '/srv' in the instance",
    details: stderr.trim().split('\n'),
  });
});

it('tells anything else with the last that tar said', async () => {
  const putting = putThrough(answering({ code: 2, stderr: 'tar: this is no archive\n' }), upload());

  await expect(putting).rejects.toMatchObject({
    code: 'UPLOAD_FAILED',
    message: "Could not unpack into '/srv': tar: this is no archive",
  });
});

it('tells what broke the stream, not what came of it', async () => {
  const tar = Readable.from(
    (async function* () {
      yield Buffer.alloc(512);
      throw new Error('disk on fire');
    })(),
  );
  const exec: Connection['exec'] = async (_argv, options) => {
    for await (const _ of typeof options?.stdin === 'object' ? options.stdin : []);
    throw new Error('unreachable');
  };

  await expect(putThrough(exec, { ...upload(), tar })).rejects.toMatchObject({
    code: 'UPLOAD_FAILED',
    message: "Could not unpack into '/srv': disk on fire",
  });
});

function upload() {
  return { tar: Readable.from([Buffer.alloc(1024)]), remote: '/srv', signal: undefined };
}

function answering(answer: Pick<ExecResult, 'code' | 'stderr'>): Connection['exec'] {
  return () => Promise.resolve({ stdout: '', timedOut: false, durationMs: 1, ...answer });
}
