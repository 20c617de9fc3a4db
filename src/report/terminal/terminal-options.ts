import type { ChalkInstance } from 'chalk';
import type { ScreenSize } from './render-live.ts';

/** What the reporters of a terminal need. */
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
   * Names in the run's folder that the last lines mention, if they are there when the run is over: `index.html`, what a
   * person opens, first. Default none.
   */
  readonly files?: readonly string[];
  /** Whether the terminal makes links of paths (OSC 8). Default false. */
  readonly hasLinks?: boolean;
}
