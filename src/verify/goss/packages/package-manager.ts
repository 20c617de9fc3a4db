/** One package manager: how it is asked for packages and what it answers. Pure data and functions, one file each. */
export interface PackageManager {
  /** As goss calls it; also the word by which the shell picks it. */
  readonly name: 'rpm' | 'dpkg' | 'apk' | 'pacman';
  /** Shell that prints what is known of these packages, its complaints on stderr. `words` are quoted. */
  ask(words: string): string;
  /** What the answer says of a package. */
  read(answer: PackageAnswer): (name: string) => Installed;
  /** Shell that prints all that is installed, one a line. */
  readonly listAll: string;
}

export interface PackageAnswer {
  /** Names that were asked for, in their order. */
  readonly names: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** Versions that are installed; undefined: the manager said neither yes nor no. */
export type Installed = readonly string[] | undefined;
