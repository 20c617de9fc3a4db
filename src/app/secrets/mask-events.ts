import { maskStream, type MaskedStream } from '../../base/secret/mask-stream.ts';
import type { Masker } from '../../base/secret/masker.ts';
import type { NewRunEvent } from '../../contract/events.ts';
import { maskCheck, maskInstance, maskRun, maskState } from './mask-result.ts';

type Emit = (event: NewRunEvent) => void;
type Output = Extract<NewRunEvent, { readonly type: 'output' }>;

/**
 * Passes events on without what is secret: the one door through which screen, logs, reports and records hear of a run.
 * Output is passed on line by line, once there is something to hide; what is left of a line comes when its phase ends.
 */
export function maskEvents(masker: Masker, emit: Emit): Emit {
  const streams = new Map<string, Map<string, MaskedStream>>();
  const hear = (event: Output): void => {
    const { instance, phase, stream } = event;
    const own = streams.get(instance) ?? new Map<string, MaskedStream>();
    streams.set(instance, own);
    const key = `${phase} ${stream}`;
    const masked = own.get(key) ?? maskStream(masker, (text) => emit({ ...event, text }));
    own.set(key, masked);
    masked.push(event.text);
  };
  const finish = (instance: string): void => {
    for (const masked of streams.get(instance)?.values() ?? []) masked.end();
    streams.delete(instance);
  };
  return (event) => {
    if (event.type === 'output') return hear(event);
    if (event.type === 'phase-finished' || event.type === 'instance-finished') finish(event.instance);
    emit(masker.isIdle ? event : maskEvent(event, masker));
  };
}

function maskEvent(event: Exclude<NewRunEvent, Output>, masker: Masker): NewRunEvent {
  switch (event.type) {
    case 'phase-progress':
      return { ...event, text: masker.text(event.text) };
    case 'state-finished':
      return { ...event, state: maskState(event.state, masker) };
    case 'check-finished':
      return { ...event, check: maskCheck(event.check, masker) };
    case 'instance-waiting':
    case 'retry':
      return { ...event, reason: masker.text(event.reason) };
    case 'instance-remade':
      return { ...event, reasons: event.reasons.map(masker.text) };
    case 'instance-finished':
      return { ...event, result: maskInstance(event.result, masker) };
    case 'run-finished':
      return { ...event, result: maskRun(event.result, masker) };
    case 'run-started':
    case 'run-stopping':
    case 'instance-started':
    case 'phase-started':
    case 'phase-finished':
      return event;
    default:
      return event satisfies never;
  }
}
