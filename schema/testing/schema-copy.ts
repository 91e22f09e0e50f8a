import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Kind, parse, print, visit } from 'graphql';
import { PROJECT_ROOT, SCHEMA_FILES } from '../composition/schema-files.ts';
import { composeSubgraphs } from '../composition/compose-subgraphs.ts';
import { snapshotPolicies } from '../composition/policy-snapshot.ts';
import { buildManifests } from '../documents/build-manifests.ts';
import type { ConstDirectiveNode, DocumentNode, FieldDefinitionNode } from 'graphql';

const SUBGRAPHS = ['identity', 'vault', 'case', 'incident', 'audit', 'operations'];

/** A copy of everything the schema check reads, to plant faults in. */
export interface SchemaCopy {
  readonly root: string;
  /** Changes, replaces or removes (`undefined`) a field of a subgraph. @throws Error when it is not there */
  editField(
    subgraph: string,
    coordinate: string,
    edit: (field: FieldDefinitionNode) => FieldDefinitionNode | null,
  ): void;
  /** Replaces `before` in the text of a file. @throws Error when it is not there: the fault would not be planted */
  editText(file: string, before: string, after: string): void;
  write(file: string, text: string): void;
  remove(file: string): void;
  /** Writes what the generators would write, so that drift does not hide what a test looks for. */
  generate(options?: { readonly release: boolean }): void;
  /** A copy of this copy. */
  fork(): SchemaCopy;
  end(): void;
}

/** Copies the schema of this tree. The copy is its own release: the tree may be ahead of the last one. */
export function copySchema(): SchemaCopy {
  const copy = createCopy(PROJECT_ROOT);
  copy.generate({ release: true });
  return copy;
}

/** Sets a directive of a field, `@name(…)`, in place of one with the same name; `''` takes it away. */
export function withDirective(name: string, text: string): (field: FieldDefinitionNode) => FieldDefinitionNode {
  return (field) => {
    const others = (field.directives ?? []).filter((directive) => directive.name.value !== name);
    return { ...field, directives: text === '' ? others : [...others, parseDirective(text)] };
  };
}

function createCopy(from: string): SchemaCopy {
  const root = mkdtempSync(path.join(tmpdir(), 'lifeready-schema-'));
  for (const file of ['supergraph.yaml', 'schema', ...SUBGRAPHS.map((name) => sdlOf(name))]) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    cpSync(path.join(from, file), path.join(root, file), { recursive: true });
  }
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  const write = (file: string, text: string): void => {
    writeFileSync(path.join(root, file), text);
  };
  return {
    root,
    editField(subgraph, coordinate, edit) {
      write(sdlOf(subgraph), print(editField(parse(read(sdlOf(subgraph))), coordinate, edit)));
    },
    editText(file, before, after) {
      if (!read(file).includes(before)) throw new Error(`${file} has no ${before}`);
      write(
        file,
        read(file).replace(before, () => after),
      );
    },
    write,
    remove: (file) => {
      rmSync(path.join(root, file), { recursive: true });
    },
    generate: (options = { release: false }) => {
      generate(root, write, options.release);
    },
    fork: () => createCopy(root),
    end: () => {
      rmSync(root, { recursive: true });
    },
  };
}

function generate(root: string, write: (file: string, text: string) => void, release: boolean): void {
  const { composition } = composeSubgraphs(root);
  if (composition === undefined) return;
  write(SCHEMA_FILES.supergraph, composition.supergraphSdl);
  write(SCHEMA_FILES.api, composition.apiSdl);
  for (const [client, text] of buildManifests(path.join(root, SCHEMA_FILES.persisted))) {
    write(`${SCHEMA_FILES.persisted}/${client}.json`, text);
  }
  if (!release) return;
  write(SCHEMA_FILES.releasedApi, composition.apiSdl);
  write(SCHEMA_FILES.releasedPolicies, JSON.stringify(snapshotPolicies(composition.supergraphSdl)));
}

function editField(
  document: DocumentNode,
  coordinate: string,
  edit: (field: FieldDefinitionNode) => FieldDefinitionNode | null,
): DocumentNode {
  const [typeName, fieldName] = coordinate.split('.');
  const found: string[] = [];
  const edited = visit(document, {
    ObjectTypeDefinition: (type) => {
      if (type.name.value !== typeName) return undefined;
      const fields = (type.fields ?? []).flatMap((field) => {
        if (field.name.value !== fieldName) return [field];
        found.push(coordinate);
        return edit(field) ?? [];
      });
      return { ...type, fields };
    },
  });
  if (found.length === 0) throw new Error(`there is no ${coordinate}`);
  return edited;
}

/** `@access(owner: "SELF")` as a node. */
function parseDirective(text: string): ConstDirectiveNode {
  const [definition] = parse(`type T ${text}`).definitions;
  const directive = definition?.kind === Kind.OBJECT_TYPE_DEFINITION ? definition.directives?.[0] : undefined;
  if (directive === undefined) throw new Error(`${text} is no directive`);
  return directive;
}

function sdlOf(subgraph: string): string {
  return subgraph === 'operations' ? 'gateway/registry/schema.graphql' : `subgraphs/${subgraph}/schema.graphql`;
}
