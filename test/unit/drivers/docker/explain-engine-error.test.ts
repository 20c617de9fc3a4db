import { describe, expect, it } from 'vitest';
import { explainEngineError } from '../../../../drivers/docker/explain-engine-error.ts';

const endpoint = { kind: 'socket', path: '/s', name: '/s', cliOptions: [] } as const;
const answer = (statusCode: number, message: string): Error =>
  Object.assign(new Error(`(HTTP code ${statusCode}) server error - ${message} `), { statusCode });

describe('explainEngineError', () => {
  it.each([
    [Object.assign(new Error('connect ENOENT'), { code: 'ENOENT' }), 'ENGINE_MISSING', false],
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'ENGINE_MISSING', false],
    [Object.assign(new Error('connect'), { code: 'EACCES' }), 'ENGINE_MISSING', false],
    [Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }), 'ENGINE_FAILED', true],
    [answer(500, 'write /x: no space left on device'), 'NO_SPACE', false],
    [answer(500, 'fork/exec: cannot allocate memory'), 'NO_MEMORY', false],
    [answer(500, 'driver failed to remove root filesystem: device or resource busy'), 'ENGINE_FAILED', true],
    [answer(500, 'containerd is restarting'), 'ENGINE_FAILED', true],
    [answer(500, 'OCI runtime create failed: operation not permitted'), 'ENGINE_FAILED', false],
    [answer(400, 'invalid mount config'), 'ENGINE_FAILED', false],
    ['a string', 'ENGINE_FAILED', false],
  ])('%s is %s', (error, code, isTransient) => {
    expect(explainEngineError(error, endpoint, 'start it')).toMatchObject({ code, isTransient });
  });

  it('tells permission and absence apart in its hint', () => {
    const denied = explainEngineError(Object.assign(new Error('x'), { code: 'EACCES' }), endpoint, 'start it');

    expect(denied.hint).toContain("group 'docker'");
  });
});
