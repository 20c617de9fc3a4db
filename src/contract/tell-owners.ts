import { isMet, type GateDecision } from './decision.ts';

/**
 * Who keeps what is not met, each once with all of it: `jane@example.org keeps ops-ssh, ops-time; bob keeps ops-yum`. Empty
 * where nothing is lacking, or the project names nobody. Pure.
 */
export function tellOwners({ requirements }: Pick<GateDecision, 'requirements'>): string {
  const unmet = requirements.filter(({ kind }) => !isMet(kind));
  const owned = unmet.flatMap(({ formula, owner }) => (owner === undefined ? [] : [{ formula, owner }]));
  return [...Map.groupBy(owned, ({ owner }) => owner)]
    .map(([owner, own]) => `${owner} keeps ${[...new Set(own.map(({ formula }) => formula))].join(', ')}`)
    .join('; ');
}
