import { groupByOwner } from '#platform/access';
import { readGroups } from './find-rows.ts';
import type { OwnerGroup } from '#platform/access';
import type { Tier } from '#platform/auth';
import type { Browse } from '../domain/browse.ts';
import type { Document, DocumentVersion } from '../domain/document.ts';
import type { PageRequest } from '../domain/ports.ts';
import type { Access } from './access.ts';

const COORDINATE = 'DocumentVersion';

/** A page of the versions of a document that the caller was shown. */
export interface VersionsOf extends PageRequest {
  readonly document: Document;
}

/** The newest available version of each document, in the place of its document. */
export async function findCurrentVersions(
  access: Access,
  browse: Pick<Browse, 'findCurrentVersions'>,
  documents: readonly Document[],
): Promise<(DocumentVersion | null)[]> {
  const found = await readGroups(ownersOf(access, documents), (group) => browse.findCurrentVersions(group, group.ids));
  const isOpen = versionFilter(access, documents);
  const admitted = found.filter(([version, group]) => isOpen(version, group));
  const byDocument = new Map(admitted.map(([version]) => [version.documentId, version]));
  return documents.map(({ id }) => byDocument.get(id) ?? null);
}

/** Each page in the place of its request; one statement for each owner. */
export async function findVersionPages(
  access: Access,
  browse: Pick<Browse, 'listVersions'>,
  requests: readonly VersionsOf[],
): Promise<DocumentVersion[][]> {
  const documents = requests.map(({ document }) => document);
  const isOpen = versionFilter(access, documents);
  const pages = new Map<VersionsOf, DocumentVersion[]>();
  for (const group of ownersOf(access, documents)) {
    const ofOwner = requests.filter(({ document }) => group.ids.includes(document.id));
    const asked = ofOwner.map(({ document, readLimit, before }) => ({ documentId: document.id, readLimit, before }));
    const found = await browse.listVersions(group, asked);
    for (const [at, request] of ofOwner.entries()) {
      const versions = found[at] ?? [];
      pages.set(
        request,
        versions.filter((version) => isOpen(version, group)),
      );
    }
  }
  return requests.map((request) => pages.get(request) ?? []);
}

/** Documents say whose they are, and their versions are nobody else's: nothing is looked up. */
function ownersOf(access: Access, documents: readonly Document[]): OwnerGroup[] {
  const owners = new Map(documents.map((document) => [document.id, document]));
  return groupByOwner([...owners.keys()], owners, access.subjectsAt(COORDINATE));
}

/** A version is as sensitive as its document. */
function versionFilter(
  access: Access,
  documents: readonly Document[],
): (version: DocumentVersion, group: OwnerGroup) => boolean {
  const tiers: ReadonlyMap<string, Tier> = new Map(documents.map(({ id, tier }) => [id, tier]));
  return (version, { subjects }) => {
    const tier = tiers.get(version.documentId);
    return tier !== undefined && access.wayTo(COORDINATE, subjects, { ...version, tier }) !== undefined;
  };
}
