import { describe, expect, it } from 'vitest';
import { printAnswer, type Answer } from '../../../src/cli/answer.ts';
import { fakeApp } from '../../support/fake-app.ts';

function print(answer: Answer, isJson = false) {
  const app = fakeApp();
  return { exitCode: printAnswer(app, answer, isJson), ...app.said };
}

const ANSWER: Answer = { exitCode: 1, data: { a: [1] }, lines: ['one', 'two'], talk: ['by the way'] };

describe('an answer', () => {
  it('is lines for people, and what else there is to say beside them', () => {
    expect(print(ANSWER)).toEqual({ exitCode: 1, stdout: 'one\ntwo\n', stderr: 'by the way\n' });
  });

  it('is its data and nothing else where JSON was asked for', () => {
    expect(print(ANSWER, true)).toEqual({ exitCode: 1, stdout: '{\n  "a": [\n    1\n  ]\n}\n', stderr: '' });
  });

  it('is its lines with JSON too, where they are all there is', () => {
    expect(print({ exitCode: 0, lines: ['{}'] }, true)).toEqual({ exitCode: 0, stdout: '{}\n', stderr: '' });
  });

  it('may be nothing but an exit code', () => {
    expect(print({ exitCode: 42 })).toEqual({ exitCode: 42, stdout: '', stderr: '' });
    expect(print({ exitCode: 42, data: null }, true).stdout).toBe('null\n');
  });
});
