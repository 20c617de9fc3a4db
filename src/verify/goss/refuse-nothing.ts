import { formatPlace } from '../../base/place/place.ts';
import { SalternError } from '../../contract/errors.ts';
import type { CheckDocument } from './document.ts';
import { findPlace } from './find-place.ts';
import type { Resource } from './resource.ts';
import { findResourceType } from './resource-types.ts';
import { assertsSomething, whyIdle } from './vacuous.ts';

/**
 * Throws `VERIFY_TROUBLE`, with the place of each expectation, when none of the checks of an instance could ever fail. What
 * is skipped on purpose is no trouble when that is all there is: its results say so.
 */
export function refuseNothing(
  name: string,
  { documents, resources }: { readonly documents: readonly CheckDocument[]; readonly resources: readonly Resource[] },
): void {
  if (resources.some(couldFail) || (resources.length > 0 && resources.every(({ isSkipped }) => isSkipped))) return;
  const files = documents.map(({ file }) => `'${file}'`).join(', ');
  throw new SalternError('VERIFY_TROUBLE', `The checks of '${name}' assert nothing (${files})`, {
    hint: 'Write at least one assertion, or remove the checks: what is there would pass whatever happens.',
    details: resources.flatMap(describeIdle),
  });
}

function couldFail(resource: Resource): boolean {
  const type = findResourceType(resource.type);
  return type !== undefined && assertsSomething(type, resource);
}

function describeIdle(resource: Resource): readonly string[] {
  const type = findResourceType(resource.type);
  if (type === undefined) return [];
  return [...resource.expectations].map(([property, expected]) => {
    const place = findPlace(resource.document, [resource.type, resource.id, property]);
    const where = place === undefined ? resource.document.file : formatPlace(place);
    const why = resource.isSkipped ? 'skip: true' : whyIdle(type, property, expected);
    return `${where}  ${resource.type} ${resource.label} ${property}: ${why ?? ''}`;
  });
}
