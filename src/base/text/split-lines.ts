export interface LineSplitter {
  /** Takes text as it comes. */
  push(text: string): void;
  /** Gives the last line when it did not end in a newline. */
  end(): void;
}

/** Calls `onLine` with each whole line, without its end (`\n` or `\r\n`); a progress bar's `\r` keeps only what it left visible. */
export function splitLines(onLine: (line: string) => void): LineSplitter {
  // In pieces: to join them at each push would copy a long line over and over.
  let rest: string[] = [];
  const give = (line: string): void => {
    const shown = line.endsWith('\r') ? line.slice(0, -1) : line;
    onLine(shown.slice(shown.lastIndexOf('\r') + 1));
  };
  return {
    push(text) {
      const [first = '', ...lines] = text.split('\n');
      const last = lines.pop();
      rest.push(first);
      if (last === undefined) return;
      give(rest.join(''));
      for (const line of lines) give(line);
      rest = [last];
    },
    end() {
      const line = rest.join('');
      rest = [];
      if (line !== '') give(line);
    },
  };
}
