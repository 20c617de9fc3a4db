/**
 * What platforms are called in little room: their release alone, `9`, where all of `platforms` are of one distribution
 * and no two have the same. Pure.
 */
export function platformWords(platforms: readonly string[]): (platform: string) => string {
  const all = [...new Set(platforms)];
  const releases = all.map((platform) => /^([a-z]+)-(?:.*-)?(\d[\w.]*)$/i.exec(platform));
  const families = new Set(releases.map((found) => found?.[1]));
  const numbers = new Set(releases.map((found) => found?.[2]));
  const isClear = !releases.includes(null) && families.size === 1 && numbers.size === all.length;
  return (platform) => (isClear ? (platform.split('-').at(-1) ?? platform) : platform);
}
