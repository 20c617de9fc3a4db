import { quoteWord } from '../text/quote-word.ts';

const QUERY = String.raw`%{NAME}-%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}.%{ARCH}|%|BUILDTIME?{%{BUILDTIME}}:{0}|\n`;

/** One line of shell that lists what is installed, for `parseBuilds`; nothing where there is no rpm. */
export const LIST_BUILDS = `command -v rpm >/dev/null || exit 0; rpm -qa --qf ${quoteWord(QUERY)}`;

/**
 * What `LIST_BUILDS` said, white space of any kind between packages: each as `name-epoch:version-release.arch`, epoch left
 * out when there is none or 0, a blank, and when it was built, in seconds since 1970: `chrony-4.5-1.el9.x86_64 1732233600`.
 * The time tells two builds under one name apart. Sorted, each once.
 */
export function parseBuilds(said: string): readonly string[] {
  const words = said.split(/\s+/).filter((word) => word !== '');
  return [...new Set(words.map(parseBuild))].toSorted();
}

/** `chrony-4.5-1.el9.x86_64` of a build. */
export function packageOf(build: string): string {
  return build.slice(0, build.lastIndexOf(' '));
}

function parseBuild(word: string): string {
  const [, name = word, time = '0'] = /^(.*)\|(\d+)$/.exec(word) ?? [];
  return `${name.replace(/-0:(?=[^-]*-[^-]*$)/, '-')} ${time}`;
}
