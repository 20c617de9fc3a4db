import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { formatDuration } from '../../base/time/format-duration.ts';
import type { CheckStory, InstanceStory, StateStory } from '../../contract/history.ts';
import { standingOf } from '../../contract/standing.ts';
import { cell, renderStanding, renderTable } from '../frame/render-parts.ts';

/** Every state of every pass. Pure. */
export function renderStateTable(states: readonly StateStory[]): Html {
  const rows = states.map(
    (state) =>
      html`<tr>
        <th scope="row">${cleanLine(state.id)}</th>
        ${cell('outcome', renderStanding(standingOf(state)))} ${cell('function', cleanLine(state.function))}
        ${cell('pass', state.step)} ${cell('took', formatDuration(state.ms), 'number')}
      </tr>`,
  );
  return renderTable('states', ['state', 'outcome', 'function', 'pass', 'took'], rows);
}

/** Every check. Pure. */
export function renderCheckTable(checks: readonly CheckStory[]): Html {
  const rows = checks.map(
    (check) =>
      html`<tr>
        <th scope="row">${cleanLine(check.what)}</th>
        ${cell('property', cleanLine(check.property))} ${cell('outcome', renderStanding(standingOf(check)))}
        ${cell('by', cleanLine(check.verifier))}
        ${cell('took', check.ms === undefined ? '' : formatDuration(check.ms), 'number')}
      </tr>`,
  );
  return renderTable('checks', ['check', 'property', 'outcome', 'by', 'took'], rows);
}

/** The phases in their order. Pure. */
export function renderPhases(phases: InstanceStory['phases']): Html {
  const rows = phases.map(
    ({ phase, outcome, ms }) =>
      html`<tr>
        <th scope="row">${phase}</th>
        ${cell('outcome', renderStanding(standingOf({ outcome })))} ${cell('took', formatDuration(ms), 'number')}
      </tr>`,
  );
  return renderTable('phases', ['phase', 'outcome', 'took'], rows);
}
