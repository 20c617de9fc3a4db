import type { ChalkInstance } from 'chalk';
import type { ScreenSize } from './render-live.ts';

/** What a terminal is told with. */
export interface TerminalOptions {
  readonly write: (text: string) => void;
  /** `new Chalk({ level })`; level 0 writes no colour. */
  readonly chalk: ChalkInstance;
  /** Asked before each frame, so a resized window is noticed. */
  readonly size: () => ScreenSize;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Paths below it are shown relative. */
  readonly cwd: string;
  /**
   * What may lie in the run's folder and deserves a word in the last line: `junit.xml`, `badges/`. What is not there when
   * the run is over is left out. Default none.
   */
  readonly files?: readonly string[];
}
