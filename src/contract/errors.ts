import { formatPlace, type Problem } from '../base/place/place.ts';
import { cleanName } from '../base/text/clean-text.ts';

/**
 * Every way saltern can be stopped, by code. A verdict (a state that failed, a check that did not hold) is never one
 * of these: verdicts are values. `exitCode` is what the command line returns: 2 usage or configuration, 3 could not
 * find out. A test compares this catalogue with `ERRORS.md` beside it.
 */
export const ERROR_CATALOGUE = {
  CONFIG_INVALID: 2,
  CONFIG_NOT_FOUND: 2,
  USAGE: 2,
  NO_INSTANCE_MATCHES: 2,
  DRIVER_UNKNOWN: 2,
  FORMULA_NOT_FOUND: 2,
  SNAPSHOT_NOT_FOUND: 2,
  SNAPSHOT_SOURCE: 2,
  DERIVE_REFUSED: 2,
  POLICY_INVALID: 2,
  NOT_CREATED: 2,
  IN_USE: 2,
  SOURCE_UNREACHABLE: 3,
  BUSY: 3,
  PROGRAM_MISSING: 3,
  GIT_FAILED: 3,
  SNAPSHOT_DAMAGED: 3,
  AUDIT_UNKNOWN: 3,
  SNAPSHOT_MOVED: 3,
  TARGET_FAILED: 3,
  ENGINE_MISSING: 3,
  ENGINE_FAILED: 3,
  IMAGE_MISSING: 3,
  IMAGE_PULL: 3,
  NO_SPACE: 3,
  NO_MEMORY: 3,
  MACHINE_FULL: 3,
  BOOT_FAILED: 3,
  SSH_FAILED: 3,
  PREPARE_FAILED: 3,
  SALT_MISSING: 3,
  SALT_DOWNLOAD: 3,
  SALT_TROUBLE: 3,
  UPLOAD_FAILED: 3,
  CONTENT_CHANGED: 3,
  VERIFY_TROUBLE: 3,
  EVIDENCE_LOST: 3,
  HOOK_FAILED: 3,
  TIMEOUT: 3,
  GUEST_GONE: 3,
  STATE_DAMAGED: 3,
  CACHE_DAMAGED: 3,
  EVIDENCE_DAMAGED: 3,
  MERGE_REFUSED: 3,
  HISTORY_UNREACHABLE: 3,
  HISTORY_DAMAGED: 3,
  FARM_UNREACHABLE: 3,
  WORKER_LOST: 3,
  FARM_CONTENT: 3,
  INTERRUPTED: 130,
  INTERNAL: 3,
} as const satisfies Record<string, 2 | 3 | 130>;

/** A code of the catalogue. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** What an error has besides its code and its sentence. */
export interface SalternErrorOptions {
  /** What to do next, one sentence. Default: none. */
  readonly hint?: string;
  /** What `saltern doctor` looks at, a verb with its object (`looks at QEMU`): told after the hint. Default: nothing. */
  readonly doctor?: string;
  /** The trouble below, kept for `--debug` and logs. */
  readonly cause?: unknown;
  /** Whether another try may succeed although nobody changes anything (an engine hiccup). Default false. */
  readonly isTransient?: boolean;
  /** The last lines of output, which explain the error (a pull, a build, a daemon's log). Default none. */
  readonly details?: readonly string[];
}

/**
 * Trouble: we could not find out. The message says what and where in one sentence, names in single quotes;
 * `hint` says what to do next.
 */
export class SalternError extends Error {
  override readonly name = 'SalternError';
  readonly code: ErrorCode;
  /** What to do next, `saltern doctor` included where that says more. */
  readonly hint: string | undefined;
  /** The same for who is the doctor. */
  readonly remedy: string | undefined;
  readonly isTransient: boolean;
  readonly details: readonly string[];

  constructor(code: ErrorCode, message: string, options: SalternErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    const { hint, doctor } = options;
    this.remedy = hint;
    this.hint = doctor === undefined ? hint : [hint, `\`saltern doctor\` ${doctor}.`].filter(Boolean).join(' ');
    this.isTransient = options.isTransient ?? false;
    this.details = options.details ?? [];
  }

  get exitCode(): 2 | 3 | 130 {
    return ERROR_CATALOGUE[this.code];
  }
}

/** What a configuration error has besides its problems. */
export interface ConfigErrorOptions extends Pick<SalternErrorOptions, 'hint'> {
  /** Default `CONFIG_INVALID`. */
  readonly code?: 'CONFIG_INVALID' | 'POLICY_INVALID';
}

/** All problems of all files at once; nothing was started or decided. Exit code 2. */
export class ConfigError extends SalternError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], { code = 'CONFIG_INVALID', ...options }: ConfigErrorOptions = {}) {
    // One line each, whatever is quoted: a name must not look like another problem.
    const lines = problems.map((problem) => cleanName(`${formatPlace(problem)}  ${problem.message}`));
    super(code, lines.join('\n'), options);
    this.problems = problems;
  }
}
