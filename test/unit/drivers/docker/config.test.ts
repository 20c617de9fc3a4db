import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dockerConfigSchema } from '../../../../drivers/docker/config.ts';

describe('dockerConfigSchema', () => {
  it('needs nothing but an image', () => {
    expect(dockerConfigSchema.parse({ image: 'quay.io/centos/centos:7' })).toMatchObject({
      pull: 'missing',
      systemd: true,
      privileged: false,
      tmpfs: ['/run', '/tmp'],
      memory: '1g',
    });
  });

  it.each([
    [{}],
    [{ image: '' }],
    [{ image: 'x', imgae: 'y' }],
    [{ image: 'x', pull: 'sometimes' }],
    [{ image: 'x', memory: 'lots' }],
    [{ image: 'x', platform: 'amd64' }],
    [{ image: 'x', init: [] }],
    [{ image: 'x', cap_add: ['NET_ADMIN'] }],
  ])('refuses %j', (config) => {
    expect(dockerConfigSchema.safeParse(config).success).toBe(false);
  });

  it('describes every key in its JSON Schema', () => {
    const schema = z.toJSONSchema(dockerConfigSchema, { io: 'input' });

    const properties = Object.entries(schema.properties ?? {});
    const silent = properties.filter(([, property]) => typeof property !== 'object' || !property.description);
    expect(silent).toEqual([]);
    expect(schema.additionalProperties).toBe(false);
    expect(schema.required).toEqual(['image']);
  });
});
