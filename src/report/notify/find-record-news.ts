import type { NightRecord } from '../../contract/night.ts';
import { sitePaths } from '../../contract/site-paths.ts';
import type { Memory, News } from './news.ts';
import { shorten } from './shorten.ts';

interface RecordNews {
  readonly news: readonly News[];
  readonly memory: Pick<Memory, 'records'>;
}

/** Characters of one line. */
const MOST = 300;

/** Waivers and holds that soon end, or do nothing any more: each once, as long as it is so. Pure. */
export function findRecordNews(night: NightRecord, { records: known = [] }: Pick<Memory, 'records'>): RecordNews {
  // Of a night that came to no decision nobody knows it.
  if (night.judged === undefined) return { news: [], memory: known.length === 0 ? {} : { records: known } };
  const notes = night.judged.notes ?? [];
  const fresh = notes.filter((note) => !known.includes(note)).map((note) => shorten(note, MOST));
  const [first, ...others] = fresh;
  const memory = notes.length === 0 ? {} : { records: notes };
  if (first === undefined) return { news: [], memory };
  const news: News = {
    kind: 'records',
    of: night.project,
    formulas: [],
    text: others.length === 0 ? first : `${fresh.length} waivers and holds want looking at`,
    items: others.length === 0 ? [] : fresh.map((where) => ({ instances: [], where, reason: '' })),
    packages: [],
    path: sitePaths.night(night.night),
  };
  return { news: [news], memory };
}
