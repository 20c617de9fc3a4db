import { expect, it } from 'vitest';
import { collectOutput } from '../../../../src/base/text/collect-output.ts';

it('passes on bytes as they came, beside the text', () => {
  const [bytes, texts]: [Buffer[], string[]] = [[], []];
  const output = collectOutput({ onStdoutBytes: (one) => bytes.push(one), onStdout: (one) => texts.push(one) });
  const pieces = [Buffer.from([0xc3]), Buffer.from([0xa4, 0x00, 0xff])];

  for (const piece of pieces) output.stdout(piece);
  const { stdout } = output.end();

  expect(bytes).toEqual(pieces);
  expect(texts.join('')).toBe('ä\0\ufffd');
  expect(stdout).toBe('ä\0\ufffd');
});

it('keeps nothing where nothing is to be kept', () => {
  const output = collectOutput({ onStdoutBytes: () => undefined, keepsOutput: false });

  output.stdout(Buffer.from('much'));
  output.stderr(Buffer.from('more'));

  expect(output.end()).toEqual({ stdout: '', stderr: '' });
});
