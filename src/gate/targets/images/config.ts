import { z } from 'zod';
import { need } from '../../../base/yaml/schema-words.ts';
import { parseReference } from './image-reference.ts';

const reference = z
  .string()
  .refine((text) => parseReference(text) !== undefined, 'an image with registry and tag: registry.example.org/app:tag');

const image = z
  .strictObject({
    from: need(reference, 'Tag that is to be promoted.', { examples: ['registry.example.org/app:candidate'] }),
    to: need(reference, 'Tag that others use.', { examples: ['registry.example.org/app:stable'] }),
  })
  .refine(
    ({ from, to }) => parseReference(from)?.registry === parseReference(to)?.registry,
    'both in one registry: images are not copied from one to another',
  );

/** Configuration of the target `images`. */
export const imagesConfigSchema = z
  .array(image)
  .min(1, 'at least one image')
  .refine((images) => new Set(images.map(({ to }) => to)).size === images.length, "each 'to' once")
  .meta({
    examples: [[{ from: 'registry.example.org/app:candidate', to: 'registry.example.org/app:stable' }]],
  });

export type ImagesConfig = Readonly<z.infer<typeof imagesConfigSchema>>;
