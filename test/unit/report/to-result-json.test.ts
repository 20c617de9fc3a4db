import { describe, expect, it } from 'vitest';
import { toResultJson } from '../../../src/report/to-result-json.ts';
import { makeResult, makeRun, makeSummary } from './make-result.ts';

describe('the run as JSON', () => {
  it('has every key, null where there is nothing', () => {
    const bare = makeResult(makeSummary('ops-ssh', 'centos-7'), {
      steps: [],
      evidence: undefined,
      log: undefined,
    });

    const json = toResultJson(makeRun([bare]));

    expect(json).toMatchObject({
      version: 1,
      outcome: 'pass',
      interrupted: false,
      counts: { pass: 1, fail: 0, error: 0, skip: 0 },
      instances: [
        {
          name: 'ops-ssh-default-centos-7',
          steps: [],
          trouble: null,
          evidence: null,
          log: null,
        },
      ],
    });
  });

  it('survives JSON unchanged', () => {
    const json = toResultJson(makeRun([makeResult(makeSummary('ops-ssh', 'centos-7'))]));

    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });
});
