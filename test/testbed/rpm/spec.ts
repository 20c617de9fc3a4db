import type { Recipe } from './recipe.ts';

/** Everything that goes into the text of a spec. */
export interface SpecInput {
  readonly recipe: Recipe;
  readonly version: string;
  readonly release: string;
  /** `9` on el9. */
  readonly standInRelease: string;
  readonly requires: readonly string[];
  /** Absolute paths of files and links. */
  readonly files: readonly string[];
  /** Where the laid-out tree is. */
  readonly tree: string;
}

/** The spec of one RPM: it copies a tree that is already laid out, and adds CentOS's scriptlets. */
export function writeSpec(input: SpecInput): string {
  const { recipe } = input;
  const lines = [
    `%global standin_release ${input.standInRelease}`,
    '%global debug_package %{nil}',
    '%global __os_install_post %{nil}',
    '%global _build_id_links none',
    '%global _binary_payload w3.gzdio',
    `Name: ${recipe.name}`,
    `Version: ${input.version}`,
    `Release: ${input.release}`,
    `Summary: ${recipe.summary}`,
    'License: as in the Debian package that the files come from',
    'Vendor: saltern testbed',
    'AutoReqProv: no',
    ...(recipe.noarch ? ['BuildArch: noarch'] : []),
    ...input.requires.map((name) => `Requires: ${name}`),
    ...(recipe.provides ?? []).map((name) => `Provides: ${name}`),
    '%description',
    `${recipe.summary}. Packed by the testbed of saltern from a Debian package; not CentOS software.`,
    '%install',
    `cp -a '${input.tree}/.' '%{buildroot}/'`,
    ...Object.keys(recipe.directories ?? {}).map((path) => `mkdir -p '%{buildroot}${path}'`),
    ...scriptlets(recipe),
    '%files',
    ...Object.entries(recipe.directories ?? {}).map(([path, attributes]) => `%dir %attr(${attributes}) "${path}"`),
    ...input.files.map((path) => fileLine(path, recipe)),
  ];
  return `${lines.join('\n')}\n`;
}

function fileLine(path: string, recipe: Recipe): string {
  const attributes = recipe.attributes?.[path] ?? '-, root, root';
  // CentOS marks its release files as plain configuration, everything else in /etc as noreplace.
  const isRelease = /^\/etc\/([a-z]+-release)$/.test(path);
  const isConfig = path.startsWith('/etc/') && !isRelease;
  return `${isConfig ? '%config(noreplace) ' : ''}%attr(${attributes}) "${path.replaceAll('%', '%%')}"`;
}

function scriptlets(recipe: Recipe): readonly string[] {
  return [
    ...section('pre', makeUsers(recipe)),
    ...section('post', [
      ...(recipe.name.startsWith('lib') ? ['ldconfig'] : []),
      ...whenUnits(recipe, (units) => [
        `if [ $1 -eq 1 ]; then systemctl --no-reload preset ${units} >/dev/null 2>&1 || :; fi`,
        '[ -d /run/systemd/system ] && systemctl daemon-reload >/dev/null 2>&1 || :',
      ]),
      ...(recipe.name === 'openssh-server' ? ['systemd-tmpfiles --create openssh.conf >/dev/null 2>&1 || :'] : []),
    ]),
    ...section(
      'preun',
      whenUnits(recipe, (units) => [
        `if [ $1 -eq 0 ]; then systemctl --no-reload disable --now ${units} >/dev/null 2>&1 || :; fi`,
      ]),
    ),
    ...section('postun', [
      ...(recipe.name.startsWith('lib') ? ['ldconfig'] : []),
      ...whenUnits(recipe, (units) => [
        '[ -d /run/systemd/system ] && systemctl daemon-reload >/dev/null 2>&1 || :',
        `if [ $1 -ge 1 ]; then systemctl try-restart ${units} >/dev/null 2>&1 || :; fi`,
      ]),
    ]),
  ];
}

function makeUsers(recipe: Recipe): readonly string[] {
  const groups = [...(recipe.groups ?? []), ...(recipe.user ? [recipe.user.name] : [])];
  return [
    ...groups.map((group) => `getent group ${group} >/dev/null || groupadd -r ${group}`),
    ...(recipe.user
      ? [
          `getent passwd ${recipe.user.name} >/dev/null || ` +
            `useradd -r -g ${recipe.user.name} -d ${recipe.user.home} -s /sbin/nologin ${recipe.user.name}`,
        ]
      : []),
  ];
}

function whenUnits(recipe: Recipe, lines: (units: string) => readonly string[]): readonly string[] {
  return recipe.units === undefined ? [] : lines(recipe.units.join(' '));
}

function section(name: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`%${name}`, ...lines, 'exit 0'];
}
