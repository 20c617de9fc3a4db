/**
 * What of a person's name counts where two people are needed: `Jane@ops1`, `jane+ci@example.org`, `Jane <jane@example.org>`
 * and `jane` may be one, and so may names that only look alike. Empty: it names nobody. Pure.
 */
export function personOf(name: string): string {
  const [, address = name] = /<([^<>]+)>\s*$/.exec(name) ?? [];
  // Without accents, in the usual width, and without what cannot be seen.
  const [own = ''] = address.normalize('NFKD').toLowerCase().split(/[@+]/);
  return own.replaceAll(/[^\p{L}\p{N}]/gu, '').replaceAll(/[^a-z0-9]/g, (letter) => LOOKALIKES[letter] ?? letter);
}

/** Cyrillic and Greek letters that are taken for Latin ones, small or as capitals. */
const LOOKALIKES: Readonly<Record<string, string>> = Object.fromEntries(
  ['аa вb сc ԁd еe һh нh іi јj кk мm оo рp ԛq ѕs тt ѵv ԝw хx уy', 'αa βb εe ηh ιi κk μm νv οo ρp τt υy χx ζz']
    .flatMap((pairs) => pairs.split(' '))
    .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
);
