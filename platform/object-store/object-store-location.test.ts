import { describe, expect, test } from '@jest/globals';
import { objectStoreLocationSchema, parseObjectStoreLocation } from './object-store-location.ts';

describe('the location of the object store', () => {
  test('is a directory, made absolute', () => {
    expect(parseObjectStoreLocation('directory:/var/lib/objects/')).toEqual({
      kind: 'directory',
      path: '/var/lib/objects',
    });
    expect(parseObjectStoreLocation('directory:objects')).toEqual({
      kind: 'directory',
      path: `${process.cwd()}/objects`,
    });
  });

  test('is a bucket of AWS or of a compatible store', () => {
    expect(parseObjectStoreLocation('s3://vault-objects?region=af-south-1')).toEqual({
      kind: 's3',
      bucket: 'vault-objects',
      region: 'af-south-1',
    });
    expect(parseObjectStoreLocation('s3://vault.objects/?region=local&endpoint=http%3A%2F%2Fstore%3A9000%2F')).toEqual({
      kind: 's3',
      bucket: 'vault.objects',
      region: 'local',
      endpoint: 'http://store:9000',
    });
  });

  const bad = [
    '',
    'objects',
    '/var/lib/objects',
    'file:///var/lib/objects',
    'directory:',
    'directory: ',
    'directory:a\0b',
    's3://',
    's3://bucket',
    's3://bucket?region=',
    's3://bucket?region=AF-SOUTH-1',
    's3://bucket?region=af-south-1&region=eu-west-1',
    's3://bucket/prefix?region=af-south-1',
    's3://bucket?region=af-south-1#x',
    's3://Bucket_1?region=af-south-1',
    's3://ab?region=af-south-1',
    's3://bucket:9000?region=af-south-1',
    's3://key:secret@bucket?region=af-south-1',
    's3://bucket?region=af-south-1&secretAccessKey=topsecret',
    's3://bucket?region=af-south-1&endpoint=ftp://store',
    's3://bucket?region=af-south-1&endpoint=https://key:topsecret@store',
    's3://bucket?region=af-south-1&endpoint=https://store/path',
    's3://bucket?region=af-south-1&endpoint=https://store?topsecret',
    's3://bucket?region=af-south-1&endpoint=store',
  ];
  test.each(bad)('is not %j, and the reason repeats no value', (text) => {
    expect(() => parseObjectStoreLocation(text)).toThrow(TypeError);
    const result = objectStoreLocationSchema.safeParse(text);
    expect(result.success).toBe(false);
    expect(JSON.stringify(result.error?.issues)).not.toContain('secret');
  });
});
