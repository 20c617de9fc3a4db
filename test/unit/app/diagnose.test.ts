import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/app/diagnose.ts';
import { OLDEST_NODE } from '../../../src/contract/package-facts.ts';
import { fakeApp } from '../../support/fake-app.ts';

const PROJECT = `formula: none
formula-name: demo
driver: fake
salt: { from: image }
platforms: { here: { fake: {} } }
suites: { default: { checks: { command: { 'true': { exit-status: 0 } } } } }
`;

describe('what the doctor finds', () => {
  it.each([
    ['20.19.5', 'fail'],
    ['24.14.9', 'fail'],
    [`${OLDEST_NODE}.0`, 'pass'],
    ['25.0.0', 'pass'],
  ])('of Node %s is a %s', async (nodeVersion, outcome) => {
    const [node] = await diagnose(fakeApp({ 'saltern.yml': PROJECT }, { nodeVersion }), {});

    expect(node).toEqual({
      title: 'Node.js',
      outcome,
      message: `version ${nodeVersion}`,
      remedy: outcome === 'pass' ? undefined : `Install Node.js ${OLDEST_NODE} or newer.`,
    });
  });

  it('is told by the drivers that the project uses', async () => {
    const findings = await diagnose(fakeApp({ 'saltern.yml': PROJECT }), {});

    expect(findings.map(({ title }) => title)).toContain('Fake driver');
    expect(findings.map(({ title }) => title)).not.toContain('Docker');
  });

  it('of a project with mistakes is those mistakes', async () => {
    await expect(diagnose(fakeApp({ 'saltern.yml': 'suits: {}' }), {})).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });
});
