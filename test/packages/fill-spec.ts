/** What differs from one build to the next. */
export interface SpecFacts {
  readonly version: string;
  /** Counts builds of one version, from 1. */
  readonly release: string;
  readonly nodeVersion: string;
  /** Of the project, as it is kept for people. */
  readonly changelog: string;
  /** Day of what is not released yet. */
  readonly today: Date;
}

/** The spec file with the facts in it. Throws when it has no place for one of them. Pure. */
export function fillSpec(spec: string, facts: SpecFacts): string {
  const filled: readonly (readonly [place: RegExp, value: string])[] = [
    [/(?<=^%global node_version ).*$/m, facts.nodeVersion],
    [/(?<=^Version: ).*$/m, facts.version],
    [/(?<=^Release: )[^%\n]*/m, facts.release],
    [/(?<=^%changelog\n)[^]*$/m, renderChangelog(facts)],
  ];
  return filled.reduce((text, [place, value]) => {
    if (!place.test(text)) throw new Error(`saltern.spec has no place for '${place.source}'`);
    return text.replace(place, () => value);
  }, spec);
}

/** As rpm wants it: newest first, one entry a version. */
function renderChangelog({ changelog, version, release, today }: SpecFacts): string {
  const parts = [...changelog.matchAll(/^## \[([^\]]+)\](?: - ([\d-]+))?\n([^]*?)(?=^## |(?![^]))/gm)];
  return parts
    .flatMap(([, name = '', day, text = '']) => {
      const points = listPoints(text);
      const of = name === 'Unreleased' ? version : name;
      const head = `* ${formatDay(day === undefined ? today : new Date(day))} saltern - ${of}-${of === version ? release : 1}`;
      return points.length === 0 ? [] : [[head, ...points.map((point) => `- ${point}`), ''].join('\n')];
    })
    .join('\n');
}

/** A point is a line that may go on in indented ones; rpm would take a per cent sign for a macro. */
function listPoints(text: string): readonly string[] {
  return [...text.matchAll(/^- (.*(?:\n {2,}.*)*)/gm)].map(([, point = '']) =>
    point.replaceAll(/\s+/g, ' ').replaceAll('%', '%%'),
  );
}

/** `Thu Nov 26 2026`, in UTC. */
function formatDay(day: Date): string {
  const [weekday, date, month, year] = day.toUTCString().replace(',', '').split(' ');
  return [weekday, month, date, year].join(' ');
}
