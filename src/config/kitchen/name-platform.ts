import { BUILT_IN_PLATFORMS } from '../schema/built-in-platforms.ts';

/** What the name of a platform in kitchen.yml says. */
export interface PlatformName {
  /** The platform's name in saltern: the operating system and its release. */
  readonly platform: string;
  /** Whether it is tied to a Salt that is not released: `master`, `latest`. */
  readonly isDevelopment: boolean;
}

/** `-3007-9`, `-3004-1-py3`, `-master-py3`: the images of the formulas' organisation carry their Salt in the name. */
const SALT_SUFFIX = /-(?:[23]\d{3}-\d+|(master|latest|tiamat))(?:-py[23])?$/;
const STREAM = /^centos-?(?:stream-?(8|9|10)|(9|10))$/;
const SEVEN = /^centos-?7$/;

/** `debian-12-3007-9` is `debian-12`; `rockylinux-9` and the like get the names that saltern knows. */
export function namePlatform(name: string): PlatformName {
  const plain = name.replaceAll(/[^A-Za-z0-9.-]+/g, '-').replace(/^[.-]+/, '');
  const suffix = SALT_SUFFIX.exec(plain);
  const platform = suffix === null ? plain : plain.slice(0, suffix.index);
  return { platform: knownName(platform), isDevelopment: suffix?.[1] !== undefined };
}

/** How people write distributions; the first letters of a platform's name. */
const SPELLINGS: readonly (readonly string[])[] = [
  ['rocky', 'rockylinux', 'rocky-linux'],
  ['almalinux', 'alma', 'alma-linux'],
  ['oraclelinux', 'oracle', 'oracle-linux', 'ol'],
];

/** The name that saltern knows the release by; any other stays as it is. */
function knownName(platform: string): string {
  const stream = STREAM.exec(platform);
  if (stream !== null) return `centos-stream-${stream[1] ?? stream[2]}`;
  if (SEVEN.test(platform)) return 'centos-7';
  const [, distribution = '', release = ''] = /^([a-z][a-z-]*?)-?(\d[\d.]*)$/.exec(platform) ?? [];
  const spellings = SPELLINGS.find((names) => names.includes(distribution)) ?? [distribution];
  // Of Ubuntu both numbers make the release, of others the first.
  const releases = [release, release.replaceAll('.', ''), release.replace(/\..*/, '')];
  const names = spellings.flatMap((name) => releases.map((one) => `${name}-${one}`));
  return names.find((name) => BUILT_IN_PLATFORMS[name] !== undefined) ?? platform;
}

/** Distributions whose images have their own names at Docker's registry. */
const LIBRARY: readonly string[] = [
  'debian',
  'ubuntu',
  'almalinux',
  'fedora',
  'oraclelinux',
  'rockylinux',
  'amazonlinux',
];

/** The image that kitchen-docker takes where none is named: `debian:12`. Undefined where there is none of that name. */
export function libraryImage(platform: string): string | undefined {
  const [, distribution = '', release = ''] = /^([a-z]+)-(\d+(?:\.\d+)?)$/.exec(platform) ?? [];
  if (!LIBRARY.includes(distribution)) return undefined;
  const dotted = distribution === 'ubuntu' ? release.replace(/^(\d\d)(\d\d)$/, '$1.$2') : release;
  return `${distribution}:${dotted}`;
}
