import { at, type Layer } from '../layer.ts';
import type { ProjectInstance } from '../project.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { readSteps } from '../settle/settle-steps.ts';
import { layerOf } from './layer-of.ts';
import { problemAt } from './rule.ts';

/** A list of steps tests all that its suite says. */
export function stepsMakeSense(settled: SettledProject) {
  return settled.instances.flatMap((instance) => {
    const written = layerOf(instance, 'steps');
    const place = written?.place();
    // In a file that is not well-formed, a step that seems missing may only be misspelt.
    const isWhole = written !== undefined && place !== undefined && !settled.files.flawed.has(place.file);
    return isWhole ? judge(written, instance).map(([layer, message]) => problemAt(settled, layer, message)) : [];
  });
}

function judge(written: Layer, instance: ProjectInstance): readonly (readonly [Layer, string])[] {
  const { states, verify } = instance;
  const steps = readSteps(written);
  const [first] = steps;
  if (first === undefined) return [[written, "'steps' is empty: leave it out, or say what `test` does"]];
  const left = instance.steps.map((step) => step.do);
  const second = steps.indexOf('converge', steps.indexOf('converge') + 1);
  const found: (readonly [Layer, string])[] = [];
  if (states.kind !== 'none' && first !== 'converge')
    found.push([at(written, 0), `'steps' must begin with 'converge' where there are states, got '${first}'`]);
  if (second > 0)
    found.push([at(written, second), "'steps' may have 'converge' only once; each further pass is 'again'"]);
  if (verify.length > 0 && !left.includes('verify'))
    found.push([written, "'steps' has no 'verify', so the checks would never run"]);
  else if (!left.includes('converge') && !left.includes('verify'))
    found.push([written, "'steps' proves nothing: it needs 'converge' or 'verify'"]);
  return found;
}
