import type { Masker } from './masker.ts';

/** Of a line that does not end, so much is held back before its beginning is given: more than any secret's one line. */
const MOST_HELD = 1 << 16;

/** Takes text as it comes. */
export interface MaskedStream {
  push(text: string): void;
  /** Gives what is left. */
  end(): void;
}

/**
 * Calls `onText` with the text masked, line by line, so that a secret is found that came in two pieces. While there is
 * nothing to hide, each piece is passed on at once, as it is.
 */
export function maskStream(masker: Masker, onText: (text: string) => void): MaskedStream {
  let held = '';
  const give = (text: string): void => {
    if (text !== '') onText(masker.text(text));
  };
  return {
    push(text) {
      if (masker.isIdle && held === '') return onText(text);
      held += text;
      const end = held.lastIndexOf('\n') + 1;
      // Masked before it is cut: what is cut off holds no beginning of a secret that the rest holds the end of.
      if (end === 0 && held.length > 2 * MOST_HELD) held = cutLong(masker.text(held), onText);
      if (end === 0) return;
      give(held.slice(0, end));
      held = held.slice(end);
    },
    end() {
      give(held);
      held = '';
    },
  };
}

function cutLong(masked: string, onText: (text: string) => void): string {
  const at = masked.length - MOST_HELD;
  onText(masked.slice(0, at));
  return masked.slice(at);
}
