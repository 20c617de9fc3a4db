import { describe, expect, it } from 'vitest';
import { findMissingTool, findTrouble } from '../../../../../src/verify/goss/probe/find-trouble.ts';

describe('what a shell says of a missing tool', () => {
  it.each([
    ['sh: 1: rpm: not found\n', 'rpm'],
    ['sh: 12: eval: rpm: not found', 'rpm'],
    ['sh: rpm: command not found', 'rpm'],
    ['sh: line 1: rpm: command not found', 'rpm'],
    ['bash: line 14: rpm: command not found', 'rpm'],
    ['sh: eval: line 3: rpm: not found', 'rpm'],
  ])('%j names it', (said, tool) => {
    expect(findMissingTool(`a warning\n${said}`)).toBe(tool);
    expect(findTrouble(said)).toMatch(/^rpm: (command )?not found$/);
  });

  it.each(['', 'rpm: error: /x: not found here', 'tee: x: No space left on device'])('%j names none', (said) => {
    expect(findMissingTool(said)).toBeUndefined();
  });

  it('of nothing is no trouble', () => {
    expect(findTrouble(' \n')).toBeUndefined();
  });
});
