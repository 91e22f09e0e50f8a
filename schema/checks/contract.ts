import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';
import type { Finding } from './finding.ts';

/** What the change from the released API schema to the new one does to clients. */
export async function compareContract(releasedApiSdl: string, apiSdl: string): Promise<Finding[]> {
  const changes = await diff(buildSchema(releasedApiSdl), buildSchema(apiSdl));
  return changes.flatMap(({ criticality, message, path, type }): Finding[] => {
    if (criticality.level === CriticalityLevel.NonBreaking) return [];
    const severity = criticality.level === CriticalityLevel.Breaking ? 'breaking' : 'dangerous';
    return [{ class: severity, message, where: path ?? String(type) }];
  });
}
