import { expect, it } from 'vitest';
import { namedVariables } from '../../../../src/config/secrets/named-variables.ts';

it('finds the variables that settings take a secret from, at any depth, and looks into no suite', () => {
  const project = {
    notify: { teams: [{ 'url-env': 'TEAMS_WEBHOOK' }], mail: { 'password-env': 'SMTP_PASSWORD', from: 'x' } },
    suites: { default: { pillar: { 'some-env': 'NOT_THIS' } } },
    formulas: { demo: { suites: { default: { pillar: { 'some-env': 'NOR_THIS' } } } } },
    'number-env': 3,
  };

  expect(namedVariables(project)).toEqual(['TEAMS_WEBHOOK', 'SMTP_PASSWORD']);
  expect(namedVariables(undefined)).toEqual([]);
});
