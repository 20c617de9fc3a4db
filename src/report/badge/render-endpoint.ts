import { cleanLine } from '../../base/text/clean-text.ts';
import type { Badge } from './badge.ts';
import { BADGE_COLOURS } from './render-badge.ts';

/** How long Shields may go on showing what it read, seconds: nights are hours apart, and people want to see one end. */
const CACHE_SECONDS = 600;

/**
 * The badge for Shields' endpoint (`https://img.shields.io/endpoint?url=…`), which refuses keys that it does not know: so
 * the file does not say when it expires, only how long it may be kept. What is no pass is marked as an error: nobody who
 * links to it can give it another colour.
 */
export function renderEndpoint({ label, message, outcome }: Pick<Badge, 'label' | 'message' | 'outcome'>): string {
  const isGood = outcome === 'pass' || outcome === 'flaky';
  const endpoint = {
    schemaVersion: 1,
    label: cleanLine(label),
    message: cleanLine(message),
    color: BADGE_COLOURS[outcome],
    ...(isGood ? {} : { isError: true }),
    cacheSeconds: CACHE_SECONDS,
  };
  return `${JSON.stringify(endpoint, undefined, 2)}\n`;
}
