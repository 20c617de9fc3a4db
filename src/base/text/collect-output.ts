import type { ExecOptions } from '../../contract/connection.ts';
import { decodeText } from './decode-text.ts';

/** A command's two streams: bytes go in, `end` gives all of the text. */
export interface OutputCollector {
  readonly stdout: (bytes: Buffer) => void;
  readonly stderr: (bytes: Buffer) => void;
  /** Nothing more comes. */
  end(): { readonly stdout: string; readonly stderr: string };
}

/** Keeps what a command says and passes it on as it comes, letters that are split between two pieces put together. */
export function collectOutput({ onStdout, onStderr }: Pick<ExecOptions, 'onStdout' | 'onStderr'>): OutputCollector {
  const texts = { stdout: '', stderr: '' };
  const stdout = decodeText((text) => {
    texts.stdout += text;
    onStdout?.(text);
  });
  const stderr = decodeText((text) => {
    texts.stderr += text;
    onStderr?.(text);
  });
  return {
    stdout: stdout.push,
    stderr: stderr.push,
    end() {
      stdout.end();
      stderr.end();
      return texts;
    },
  };
}
