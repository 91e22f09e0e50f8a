import type { ObjectStoreLocation } from './object-store-location.ts';
import type { SeriesOptions, WriteOnceSeries } from './write-once-series.ts';

/** The series at a configured location. The AWS SDK is loaded only where S3 is meant. */
export async function openWriteOnceSeries(
  location: ObjectStoreLocation,
  options: SeriesOptions,
): Promise<WriteOnceSeries> {
  switch (location.kind) {
    case 'directory': {
      const { createDirectorySeries } = await import('./directory-series.ts');
      return createDirectorySeries({ root: location.path, name: options.name });
    }
    case 's3': {
      const { createS3Series } = await import('./s3-series.ts');
      return createS3Series({ ...location, ...options });
    }
  }
}
