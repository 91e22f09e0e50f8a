import { CreateRegistry1770000000000 } from './create-registry.ts';
import { EndOldManifests1771000000000 } from './end-old-manifests.ts';

/** In the order in which they run. */
export const migrations = [CreateRegistry1770000000000, EndOldManifests1771000000000];
