import type { RunStarted } from '../../contract/events.ts';
import { span, type Line } from '../text/line.ts';
import { count } from '../text/words.ts';

/** `9 instances · snapshot 20261122T013000 · docker · 4 at once` */
export function renderHeader(started: RunStarted): Line {
  const parts = [
    count(started.instances.length, 'instance'),
    ...(started.snapshot === undefined ? [] : [`snapshot ${started.snapshot}`]),
    ...started.drivers,
    `${started.concurrency} at once`,
  ];
  return [span(parts.join(' · '))];
}
