import type { Readable } from 'node:stream';
import type { Services } from '../app/services.ts';

export interface Terminal {
  readonly isTty: boolean;
  readonly columns: number;
  readonly rows: number;
  /** 0 none, 1 basic, 2 256 colours, 3 true colour: chalk's levels. */
  readonly colourLevel: 0 | 1 | 2 | 3;
}

/** Takes what a guest says, as it comes. */
export interface Relay {
  push(bytes: Buffer): void;
  /** Nothing more comes. */
  end(): void;
  /** Whether all of it goes to a file, where nobody takes orders from it. Default false. */
  readonly isFile?: boolean;
}

/** What commands may use of the outside. Made once, in `create-app.ts`, the only place that reads the process. */
export interface App extends Services {
  terminal(): Terminal;
  /** Whether output goes to a terminal that makes links of what is marked as such. */
  canLink(): Promise<boolean>;
  /** Whether a person sits at both ends: input and output are terminals. */
  isInteractive(): boolean;
  /** Data, to stdout. */
  write(text: string): void;
  /** Talk, to stderr. */
  talk(text: string): void;
  /** Where a guest's output goes as it comes: unchanged, but on a terminal line by line and cleaned. */
  relay(stream: 'stdout' | 'stderr'): Relay;
  /** Aborted when nobody reads stdout any more: `saltern exec … | head`. */
  readonly unread: AbortSignal;
  /** Standard input as it comes; undefined where it is a terminal. Nothing is read before somebody reads it. */
  input(): Readable | undefined;
  /** Gives this process's terminal to a command until it ends; returns its exit code. */
  interact(argv: readonly string[]): Promise<number>;
}
