import type { Readable } from 'node:stream';

/** How a command is run in an instance. */
export interface ExecOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds. Default: no limit. When it passes, the command is ended and `timedOut` is true. */
  readonly timeoutMs?: number;
  /** Default: nothing, closed at once. A string is sent whole; a stream is piped while the command runs. */
  readonly stdin?: string | Readable;
  readonly environment?: Readonly<Record<string, string>>;
  /** Default root. */
  readonly user?: string;
  readonly workdir?: string;
  /** Called with decoded text as it comes; chunks may split lines. */
  readonly onStdout?: (text: string) => void;
  readonly onStderr?: (text: string) => void;
  /** The same, as the bytes that came: output need not be text. */
  readonly onStdoutBytes?: (bytes: Buffer) => void;
  readonly onStderrBytes?: (bytes: Buffer) => void;
  /** Whether the result holds the output as well, which may be long. Default true. */
  readonly keepsOutput?: boolean;
}

/** A non-zero exit is a result, not a throw. */
export interface ExecResult {
  /** Exit status; 124 when `timedOut`. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly durationMs: number;
}

/** Where programs on this machine (InSpec, testinfra) find an instance. */
export type GuestAddress =
  /** `options`: of the `docker` command, before its verb, to reach the same engine. */
  | { readonly kind: 'docker'; readonly container: string; readonly options: readonly string[] }
  | {
      readonly kind: 'ssh';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      /** Absolute paths. */
      readonly keyFile: string;
      readonly knownHostsFile: string;
    };

/** A way into one running instance. Disposing closes the way, not the instance. */
export interface Connection extends AsyncDisposable {
  /**
   * Runs argv without a shell and never with a terminal, so nothing colours its output.
   * Throws `GUEST_GONE` when the instance is not there any more, and the signal's reason when aborted.
   */
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Unpacks a tar stream into the absolute folder `remote`, which is made when missing. Throws `UPLOAD_FAILED`. */
  put(tar: Readable, remote: string, options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** The path as a tar stream. Throws `UPLOAD_FAILED` when it is missing or cannot be read, and `GUEST_GONE`. */
  get(remote: string, options?: { readonly signal?: AbortSignal }): Promise<Readable>;
  /** argv of an interactive shell on this machine's terminal (`docker exec -it …`, `ssh …`). Default: no environment. */
  loginCommand(environment?: Readonly<Record<string, string>>): readonly string[];
  /** Undefined: only this connection leads there. */
  address(): GuestAddress | undefined;
}
