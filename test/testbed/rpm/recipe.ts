import type { El } from '../image/stand-ins.ts';

/** How one RPM with CentOS's name is packed from Debian packages. Paths are as after the /usr merge. */
export interface Recipe {
  readonly name: string;
  readonly summary: string;
  /** Stand-ins that have it. Default: all. */
  readonly els?: readonly El[];
  /** Where the files come from; the first one gives the version. `only` and `except` are tried on paths. */
  readonly debs: readonly DebianSource[];
  /** Used when there is no Debian package to take it from. */
  readonly version?: string;
  readonly noarch?: boolean;
  readonly move?: Readonly<Record<string, string>>;
  readonly links?: Readonly<Record<string, string>>;
  readonly drop?: RegExp;
  /** `mode, user, group` of files that differ from root's, and of directories that the RPM owns. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly directories?: Readonly<Record<string, string>>;
  readonly user?: { readonly name: string; readonly home: string };
  readonly groups?: readonly string[];
  readonly requires?: readonly string[];
  readonly provides?: readonly string[];
  /** Brought to its preset at the first installation and restarted after an update. */
  readonly units?: readonly string[];
  /** Lines of shell after each installation and update. */
  readonly post?: readonly string[];
}

interface DebianSource {
  readonly package: string;
  readonly only?: RegExp;
  readonly except?: RegExp;
  /** Fetched without what it depends on: that is too much, or the image holds the package already. Default false. */
  readonly alone?: boolean;
}
