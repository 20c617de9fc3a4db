import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demuxFrames } from '../../../../drivers/docker/demux-stream.ts';
import { judgeSystemd, judgeVersion } from '../../../../drivers/docker/doctor.ts';
import { explainEngineError } from '../../../../drivers/docker/explain-engine-error.ts';
import { pullProgress, splitReference } from '../../../../drivers/docker/pull-image.ts';
import { findCredentials, registryOf } from '../../../../drivers/docker/registry-credentials.ts';
import { decodeText } from '../../../../src/base/text/decode-text.ts';

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

describe('demuxFrames', () => {
  it('takes the streams apart however the bytes are cut', () => {
    const frames = fc.array(fc.record({ isStderr: fc.boolean(), content: fc.string({ unit: 'grapheme' }) }));
    fc.assert(
      fc.property(frames, fc.infiniteStream(fc.integer({ min: 1, max: 40 })), (parts, cuts) => {
        const wire = Buffer.concat(
          parts.flatMap(({ isStderr, content }) => {
            const body = Buffer.from(content);
            const header = Buffer.alloc(8);
            header[0] = isStderr ? 2 : 1;
            header.writeUInt32BE(body.length, 4);
            return [header, body];
          }),
        );
        const got = { stdout: '', stderr: '' };
        const stdout = decodeText((text) => (got.stdout += text));
        const stderr = decodeText((text) => (got.stderr += text));
        const take = demuxFrames({ stdout: stdout.push, stderr: stderr.push });

        for (let at = 0; at < wire.length;) {
          const next = at + cuts.next().value;
          take(wire.subarray(at, next));
          at = next;
        }

        const text = (wanted: boolean): string =>
          parts
            .filter((part) => part.isStderr === wanted)
            .map((part) => part.content)
            .join('');
        expect(got).toEqual({ stdout: text(false), stderr: text(true) });
      }),
    );
  });
});

describe('image references', () => {
  it.each([
    ['centos', { name: 'centos', tag: 'latest' }],
    ['quay.io/centos/centos:stream9', { name: 'quay.io/centos/centos', tag: 'stream9' }],
    ['127.0.0.1:5000/x', { name: '127.0.0.1:5000/x', tag: 'latest' }],
    ['127.0.0.1:5000/x:1', { name: '127.0.0.1:5000/x', tag: '1' }],
    ['h:5000/x:1@sha256:abc', { name: 'h:5000/x', tag: 'sha256:abc' }],
  ])('%s', (reference, expected) => {
    expect(splitReference(reference)).toEqual(expected);
  });

  it.each([
    ['centos:7', 'https://index.docker.io/v1/'],
    ['library/centos', 'https://index.docker.io/v1/'],
    ['docker.io/library/centos', 'https://index.docker.io/v1/'],
    ['quay.io/centos/centos', 'quay.io'],
    ['localhost/x', 'localhost'],
    ['127.0.0.1:5000/x:1', '127.0.0.1:5000'],
  ])('the registry of %s', (reference, registry) => {
    expect(registryOf(reference)).toBe(registry);
  });
});

describe('findCredentials', () => {
  const auth = Buffer.from('me:p:w').toString('base64');

  it('reads a stored pair, the password with its colons', () => {
    const found = findCredentials({ auths: { 'quay.io': { auth } } }, 'quay.io');

    expect(found).toEqual({ from: 'file', credentials: { username: 'me', password: 'p:w', serveraddress: 'quay.io' } });
  });

  it('prefers the helper of the registry, then the store of all', () => {
    const config = { credsStore: 'all', credHelpers: { 'quay.io': 'one' }, auths: { 'quay.io': { auth } } };

    expect(findCredentials(config, 'quay.io')).toEqual({ from: 'helper', name: 'one' });
    expect(findCredentials(config, 'ghcr.io')).toEqual({ from: 'helper', name: 'all' });
  });

  it('finds a registry that was logged in to by URL', () => {
    expect(findCredentials({ auths: { 'https://quay.io/v2/': { auth } } }, 'quay.io')).toMatchObject({ from: 'file' });
  });

  it.each([
    [{}],
    [{ auths: { 'quay.io': {} } }],
    [{ auths: { 'ghcr.io': { auth } } }],
    [{ credsStore: '../../bin/sh' }],
  ])('has none in %j', (config) => {
    expect(findCredentials(config, 'quay.io')).toEqual({ from: 'none' });
  });
});

describe('pullProgress', () => {
  it('adds up layers and bytes', () => {
    const add = pullProgress();
    add({ status: 'Pulling from centos/centos', id: 'stream9' });
    add({ status: 'Pulling fs layer', id: 'a' });
    add({ status: 'Already exists', id: 'b' });
    add({ status: 'Downloading', id: 'a', progressDetail: { current: 40, total: 100 } });

    expect(add({ status: 'Downloading', id: 'a', progressDetail: { current: 60, total: 100 } })).toEqual({
      layers: 2,
      layersDone: 1,
      bytes: 100,
      bytesDone: 60,
    });
    expect(add({ status: 'Extracting', id: 'a', progressDetail: { current: 1, total: 100 } })).toMatchObject({
      layersDone: 1,
      bytesDone: 100,
    });
    expect(add({ status: 'Pull complete', id: 'a' })).toEqual({ layers: 2, layersDone: 2, bytes: 100, bytesDone: 100 });
  });
});

describe('the doctor', () => {
  it('warns of an old engine', () => {
    expect(judgeVersion({ version: '19.03.5', architecture: 'x86_64' }, '/s').outcome).toBe('warn');
    expect(judgeVersion({ version: '20.10.24+dfsg1', architecture: 'x86_64' }, '/s').outcome).toBe('pass');
    expect(judgeVersion({ version: '29.0.1', architecture: 'x86_64' }, '/s').outcome).toBe('pass');
  });

  it('knows where systemd cannot start', () => {
    expect(judgeSystemd({ cgroupVersion: 1, cgroupDriver: 'none', isRootless: true }).outcome).toBe('fail');
    expect(judgeSystemd({ cgroupVersion: 2, cgroupDriver: 'systemd', isRootless: true }).outcome).toBe('pass');
    expect(judgeSystemd({ cgroupVersion: 1, cgroupDriver: 'cgroupfs', isRootless: false }).outcome).toBe('pass');
  });
});
