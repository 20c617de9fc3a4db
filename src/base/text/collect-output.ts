import { decodeText } from './decode-text.ts';

/** A command's two streams: bytes go in, `end` gives all of the text. */
export interface OutputCollector {
  readonly stdout: (bytes: Buffer) => void;
  readonly stderr: (bytes: Buffer) => void;
  /** Nothing more comes. */
  end(): { readonly stdout: string; readonly stderr: string };
}

/** Called with the text as it comes. Default: none. */
export interface OutputListener {
  readonly onStdout?: (text: string) => void;
  readonly onStderr?: (text: string) => void;
  /** The same, as the bytes that came: output need not be text. */
  readonly onStdoutBytes?: (bytes: Buffer) => void;
  readonly onStderrBytes?: (bytes: Buffer) => void;
  /** Whether `end` gives the text, too. Default true. */
  readonly keepsOutput?: boolean;
}

/** Keeps what a command says and passes it on as it comes; characters split between two pieces are rejoined. */
export function collectOutput(listener: OutputListener): OutputCollector {
  const { onStdout, onStderr, onStdoutBytes, onStderrBytes, keepsOutput = true } = listener;
  const texts = { stdout: '', stderr: '' };
  const stdout = decodeText((text) => {
    if (keepsOutput) texts.stdout += text;
    onStdout?.(text);
  });
  const stderr = decodeText((text) => {
    if (keepsOutput) texts.stderr += text;
    onStderr?.(text);
  });
  return {
    stdout(bytes) {
      onStdoutBytes?.(bytes);
      if (keepsOutput || onStdout !== undefined) stdout.push(bytes);
    },
    stderr(bytes) {
      onStderrBytes?.(bytes);
      if (keepsOutput || onStderr !== undefined) stderr.push(bytes);
    },
    end() {
      stdout.end();
      stderr.end();
      return texts;
    },
  };
}
