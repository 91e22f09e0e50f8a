import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Kind, parse, print, visit } from 'graphql';
import type { ConstDirectiveNode, FieldDefinitionNode } from 'graphql';

const RELEASED = path.join(import.meta.dirname, '..', '..', 'schema', 'supergraph.graphql');

/**
 * Writes the released supergraph with other policies on some fields, so that a test has a field that may be null for each kind of
 * denial, whatever the released policies are.
 * @param policies arguments of `@access` by coordinate, such as `{ 'Principal.email': 'stepUpSeconds: 300' }`
 * @throws Error when a coordinate does not exist
 */
export function writeTightenedSupergraph(file: string, policies: Readonly<Record<string, string>>): void {
  const left = new Set(Object.keys(policies));
  const document = visit(parse(readFileSync(RELEASED, 'utf8')), {
    ObjectTypeDefinition: (type) => ({
      ...type,
      fields: (type.fields ?? []).map((field): FieldDefinitionNode => {
        const coordinate = `${type.name.value}.${field.name.value}`;
        const policy = policies[coordinate];
        if (policy === undefined) return field;
        left.delete(coordinate);
        const others = (field.directives ?? []).filter(({ name }) => name.value !== 'access');
        return { ...field, directives: [...others, accessDirective(policy)] };
      }),
    }),
  });
  if (left.size > 0) throw new Error(`there is no ${[...left].join(', ')}`);
  writeFileSync(file, print(document));
}

function accessDirective(args: string): ConstDirectiveNode {
  const [definition] = parse(`scalar Any @access(${args})`).definitions;
  const directive = definition?.kind === Kind.SCALAR_TYPE_DEFINITION ? definition.directives?.[0] : undefined;
  if (directive === undefined) throw new Error('not a policy');
  return directive;
}
