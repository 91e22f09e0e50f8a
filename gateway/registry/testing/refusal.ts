import { AppError } from '#platform/errors';

/** What became of a publication: its code, with the places at fault. */
export async function refusal(published: Promise<unknown>): Promise<unknown[]> {
  try {
    await published;
    return ['published'];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [error.code, ...Object.entries(error.fields ?? {}).map(([path, [message]]) => `${path} ${message ?? ''}`)];
  }
}
