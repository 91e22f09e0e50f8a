import { CASE_KINDS, NOMINEE_TITLE, PROXY_TITLE } from './catalogue.ts';
import type { PackPlan, PlannedDocument } from '../domain/ports.ts';

/** A document as it stands in the bundle: what is said of it is what was counted and hashed on the way in. */
export interface BundledDocument {
  readonly path: string;
  readonly sha256: string;
  readonly byteSize: number;
  readonly mediaType: string;
  readonly title: string;
  readonly type: string;
  readonly slot: string;
  readonly documentId: string;
  readonly versionId: string;
}

export interface ContentRow {
  readonly label: string;
  readonly text: string;
}

/** A part of a pack's text. Titles are ours; rows and `quote` hold what people wrote. */
export interface ContentSection {
  readonly title: string;
  /** Sentences of ours. */
  readonly sentences?: readonly string[];
  readonly steps?: readonly string[];
  readonly rows?: readonly ContentRow[];
  /** Free text of the owner. */
  readonly quote?: string;
}

export interface PackContent {
  readonly title: string;
  readonly sections: readonly ContentSection[];
}

/** What a pack says, once, for every form in which it is written (PDF and Markdown). */
export function packContent(plan: PackPlan, documents: readonly BundledDocument[]): PackContent {
  const kind = CASE_KINDS[plan.record.type];
  const { notes } = plan.record;
  return {
    title: kind.title,
    sections: [
      { title: 'Disclaimer', sentences: [kind.disclaimer] },
      { title: 'About this pack', rows: aboutRows(plan) },
      { title: 'Instructions', steps: kind.instructions },
      ...(plan.contacts.length === 0 ? [] : [{ title: 'Contacts', rows: contactRows(plan) }]),
      {
        title: plan.record.type === 'emergency_pack' ? 'Directives' : 'Asset map and document index',
        rows: documentRows(documents),
      },
      ...(notes === null ? [] : [{ title: 'Notes of the owner', quote: notes }]),
    ],
  };
}

function aboutRows({ packId, record, ownerName, nomineeName, proxyGrantId, exportedAt }: PackPlan): ContentRow[] {
  return [
    ...(ownerName === null
      ? []
      : [{ label: proxyGrantId === null ? 'Prepared by' : 'Prepared on behalf of', text: ownerName }]),
    ...(proxyGrantId === null
      ? []
      : [{ label: `Exported by a ${PROXY_TITLE.toLowerCase()} under grant`, text: proxyGrantId }]),
    ...(nomineeName === null ? [] : [{ label: `Prepared for (${NOMINEE_TITLE})`, text: nomineeName }]),
    { label: 'Exported at', text: exportedAt.toISOString() },
    { label: 'Pack', text: packId },
    { label: 'Case', text: record.id },
  ];
}

function contactRows({ contacts }: PackPlan): ContentRow[] {
  return contacts.map(({ position, name, relationship, phoneE164 }) => ({
    label: `${String(position)}.`,
    text: `${name} (${relationship}), ${phoneE164}`,
  }));
}

function documentRows(documents: readonly BundledDocument[]): ContentRow[] {
  return documents.map(({ slot, title, path }) => ({
    label: slotLabel(slot),
    text: `${title} (${path.slice('data/'.length)})`,
  }));
}

/** `asset_document_2` as people read it. */
export function slotLabel(slot: PlannedDocument['slot']): string {
  const words = slot === 'executor_nomination' ? `${NOMINEE_TITLE}: nomination` : slot.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
