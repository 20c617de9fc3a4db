import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/base/json/json.ts';
import { judgeResource } from '../../../../src/verify/goss/judge-resource.ts';
import { readResources } from '../../../../src/verify/goss/read-resources.ts';
import { absent, type Facts, known, unknown } from '../../../../src/verify/goss/resource.ts';
import { findResourceType } from '../../../../src/verify/goss/resource-types.ts';

function judge(resources: JsonObject, facts: Facts) {
  const [resource] = readResources([{ resources, file: 'goss.yml', places: {} }]);
  const type = findResourceType(resource?.type ?? '');
  if (!resource || !type) throw new Error('the test holds no resource');
  return judgeResource(type, resource, facts);
}

function fileThat(exists: boolean): JsonObject {
  return { file: { '/x': { exists, mode: '0644', owner: 'root' } } };
}

describe('judging a resource', () => {
  it('says what was expected and what was found', () => {
    const [result] = judge({ service: { sshd: { running: true } } }, { running: known(false) });

    expect(result).toMatchObject({
      type: 'service',
      id: 'sshd',
      property: 'running',
      outcome: 'fail',
      expected: true,
      actual: false,
      message: 'running: expected true, got false',
    });
  });

  it('skips the other attributes when the first one fails or is rightly false', () => {
    const failed = judge(fileThat(true), { exists: known(false) });
    const gone = judge(fileThat(false), { exists: known(false) });

    expect(failed.map(({ outcome }) => outcome)).toEqual(['fail', 'skip', 'skip']);
    expect(gone.map(({ outcome }) => outcome)).toEqual(['pass', 'skip', 'skip']);
  });

  it('does not skip where goss does not: a service has no first attribute', () => {
    const results = judge(
      { service: { x: { enabled: true, running: true } } },
      { enabled: known(false), running: known(true) },
    );

    expect(results.map(({ outcome }) => outcome)).toEqual(['fail', 'pass']);
  });

  it('keeps "could not find out" apart from "is not so"', () => {
    const results = judge(
      { file: { '/x': { exists: true, 'linked-to': '/y', contents: ['z'] } } },
      {
        exists: known(true),
        'linked-to': absent('it is not a link but a file'),
        contents: unknown('it is longer than 4 MiB'),
      },
    );

    expect(results.map(({ outcome, message }) => [outcome, message])).toEqual([
      ['pass', 'exists: true'],
      ['fail', 'linked-to: expected "/y", but it is not a link but a file'],
      ['error', 'contents: could not find out: it is longer than 4 MiB'],
    ]);
  });

  it('is an error, never a pass, when the probe said nothing', () => {
    const [result] = judge({ service: { sshd: { running: false } } }, {});

    expect(result?.outcome).toBe('error');
  });

  it('honours skip and shows the title', () => {
    const [skipped] = judge({ service: { sshd: { running: true, skip: true } } }, {});
    const [failed] = judge({ service: { sshd: { running: true, title: 'admins get in' } } }, { running: known(false) });

    expect(skipped?.outcome).toBe('skip');
    expect(failed?.message).toBe('running: expected true, got false (admins get in)');
  });

  it('shows an empty list as skipped, because it asserts nothing', () => {
    const results = judge(
      { command: { true: { 'exit-status': 0, stderr: [] } } },
      { 'exit-status': known(0), stderr: known('boo') },
    );

    expect(results.map(({ outcome }) => outcome)).toEqual(['pass', 'skip']);
  });

  it('cuts long values in the message', () => {
    const text = 'x'.repeat(100_000);

    const [, result] = judge(
      { file: { '/x': { exists: true, contents: ['y'] } } },
      { exists: known(true), contents: known(text) },
    );

    expect(result?.message.length).toBeLessThan(400);
    expect(JSON.stringify(result).length).toBeLessThan(20_000);
  });

  it('names an overridden id as goss does', () => {
    const [result] = judge({ file: { conf: { path: '/etc/x', exists: true } } }, { exists: known(true) });

    expect(result?.id).toBe('conf: /etc/x');
  });
});
