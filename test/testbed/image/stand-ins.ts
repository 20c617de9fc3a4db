/** The platforms that the testbed has a stand-in for. */
export type El = 'el7' | 'el8' | 'el9';

/** A Debian userland that answers to the name of a CentOS release; it is not CentOS. */
export interface StandIn {
  readonly el: El;
  /** The release number in repository names: `base9-latest`. */
  readonly release: string;
  readonly standsInFor: string;
  readonly debianSuite: string;
  readonly imageName: string;
  /** Value of the image label `saltern.standin`. */
  readonly label: string;
}

/** All three, oldest first. */
export const standIns: readonly StandIn[] = [
  describe('el7', 'bullseye', 'CentOS Linux 7'),
  describe('el8', 'bookworm', 'CentOS Stream 8'),
  describe('el9', 'trixie', 'CentOS Stream 9'),
];

function describe(el: El, debianSuite: string, standsInFor: string): StandIn {
  return {
    el,
    release: el.slice(2),
    standsInFor,
    debianSuite,
    imageName: `saltern/standin-${el}`,
    label: `Debian ${debianSuite} userland standing in for ${standsInFor}; not CentOS`,
  };
}

/** The name of a stand-in's repository in the mirror. */
export function repositoryName(standIn: StandIn): string {
  return `base${standIn.release}-latest`;
}
