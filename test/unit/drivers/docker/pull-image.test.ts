import { describe, expect, it } from 'vitest';
import { pullProgress, splitReference } from '../../../../drivers/docker/pull-image.ts';

describe('splitReference', () => {
  it.each([
    ['centos', { name: 'centos', tag: 'latest' }],
    ['quay.io/centos/centos:stream9', { name: 'quay.io/centos/centos', tag: 'stream9' }],
    ['127.0.0.1:5000/x', { name: '127.0.0.1:5000/x', tag: 'latest' }],
    ['127.0.0.1:5000/x:1', { name: '127.0.0.1:5000/x', tag: '1' }],
    ['h:5000/x:1@sha256:abc', { name: 'h:5000/x', tag: 'sha256:abc' }],
  ])('%s', (reference, expected) => {
    expect(splitReference(reference)).toEqual(expected);
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
