import { AppError } from '#platform/errors';

/** @param path place of the fault, such as `manifest.operations.3.body`. @param message what is wrong there; public */
export function invalidManifest(path: string, message: string): AppError {
  return new AppError('MANIFEST_INVALID', { fields: { [path]: [message] } });
}
