import type { History, HistoryOptions, HistoryPlace } from '../../contract/history.ts';

/** Loads and opens a kind of history. Throws `HISTORY_UNREACHABLE`, `HISTORY_DAMAGED`. */
export type OpenHistoryKind<Kind extends HistoryPlace['kind'] = HistoryPlace['kind']> = (
  options: HistoryOptions<Extract<HistoryPlace, { readonly kind: Kind }>>,
) => Promise<History>;

/** Every kind of history by name. A new one is one line here, and a form of `HistoryPlace`. */
export const HISTORIES: { readonly [Kind in HistoryPlace['kind']]: OpenHistoryKind<Kind> } = {
  sqlite: async (options) => (await import('./sqlite/open-sqlite.ts')).openSqlite(options),
  postgres: async (options) => (await import('./postgres/open-postgres.ts')).openPostgres(options),
};

/** Opens the history of that place; the caller disposes it. Throws `HISTORY_UNREACHABLE`, `HISTORY_DAMAGED`. */
export function openHistoryAt({ place, ...others }: HistoryOptions): Promise<History> {
  switch (place.kind) {
    case 'sqlite':
      return HISTORIES.sqlite({ place, ...others });
    case 'postgres':
      return HISTORIES.postgres({ place, ...others });
    default:
      return place satisfies never;
  }
}
