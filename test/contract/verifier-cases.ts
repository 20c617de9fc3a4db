import type { ExactPlace } from '../../src/base/place/place.ts';
import type { ExecResult } from '../../src/contract/connection.ts';

/** A verifier as the contract suite runs it: what suites say under its name, as YAML. */
export interface VerifierCase {
  readonly name: string;
  /** Drivers whose instances it is tried on: names in `DRIVER_CASES`. Those of a verifier on this machine have an address. */
  readonly guests: readonly string[];
  /** Files that it takes. Default: it takes none. */
  readonly files?: {
    /** By their names: two contents of which other results come. */
    readonly contents: Readonly<Record<string, readonly [one: string, other: string]>>;
    /** Names all of them; `directory`: where they are. */
    readonly named: (directory: string) => string;
  };
  /** Assertions that hold and that do not, and what comes of them in their order: `outcome type id property`. */
  readonly mixed: { readonly yaml: string; readonly results: readonly string[] };
  /** Mistakes in the first document, from its first line, and where each is told. */
  readonly nonsense: {
    readonly yaml: string;
    readonly problems: readonly (Omit<ExactPlace, 'file'> & { readonly message: string })[];
  };
  /** Asserts nothing, though nothing in it is wrong. Default: that cannot be written. */
  readonly empty?: string;
  /** Takes longer than anybody waits. */
  readonly slow: string;
  /** What a command in the guest says that makes no sense to it. Default: whatever it says has a meaning. */
  readonly babble?: Pick<ExecResult, 'code' | 'stdout'>;
}

export const VERIFIER_CASES: readonly VerifierCase[] = [
  {
    name: 'goss',
    guests: ['fake', 'docker'],
    files: {
      contents: {
        'one.yml': ['file: { /etc/passwd: { exists: true } }\n', 'file: { /etc/passwd: { exists: false } }\n'],
        'two.yml': ['user: { root: { exists: true } }\n', 'user: { root: { exists: true, uid: 0 } }\n'],
      },
      named: (directory) => `[${directory}/one.yml, ${directory}/two.yml]\n`,
    },
    mixed: {
      yaml: `
- command:
    echo one: { exit-status: 0, stdout: [/^one$/], stderr: [] }
    exit 3: { exit-status: 0 }
  file:
    /etc/passwd: { exists: true, contents: ['/^root:/', '!/^no[- ]such:/'] }
    /no/such: { exists: true, mode: '0644' }
- user:
    root: { exists: true, uid: { not: 0 } }
`,
      results: [
        'pass command echo one exit-status',
        'pass command echo one stdout',
        'skip command echo one stderr',
        'fail command exit 3 exit-status',
        'pass file /etc/passwd exists',
        'pass file /etc/passwd contents',
        'fail file /no/such exists',
        'skip file /no/such mode',
        'pass user root exists',
        'fail user root uid',
      ],
    },
    nonsense: {
      yaml: String.raw`- fyle: { /etc/passwd: { exists: true } }
- service:
    sshd: { runing: true }
  file:
    /x:
      exists: true
      contents: ['/(/']
      mode: { match-regexp: '\h' }
`,
      problems: [
        { line: 1, column: 3, message: "unknown resource type 'fyle'; did you mean 'file'?" },
        { line: 3, column: 13, message: "unknown attribute 'runing' of service; did you mean 'running'?" },
        { line: 7, column: 7, message: "contents: bad regexp '/(/': missing closing ): `(`" },
        { line: 8, column: 7, message: "mode: bad regexp '\\h': invalid escape sequence: `\\h`" },
      ],
    },
    empty: 'service: { sshd: { runlevels: [] } }\n',
    slow: 'command: { sleep 600: { exit-status: 0, timeout: 600000 } }\n',
    babble: { code: 0, stdout: 'Welcome!\n' },
  },
];
