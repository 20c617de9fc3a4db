export interface LineSplitter {
  /** Takes text as it comes. */
  push(text: string): void;
  /** Gives the last line when it did not end in a newline. */
  end(): void;
}

/** Calls `onLine` with each whole line, without its end (`\n` or `\r\n`); a progress bar's `\r` keeps only what it left visible. */
export function splitLines(onLine: (line: string) => void): LineSplitter {
  let rest = '';
  const give = (line: string): void => {
    const shown = line.endsWith('\r') ? line.slice(0, -1) : line;
    onLine(shown.slice(shown.lastIndexOf('\r') + 1));
  };
  return {
    push(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) give(line);
    },
    end() {
      if (rest !== '') give(rest);
      rest = '';
    },
  };
}
