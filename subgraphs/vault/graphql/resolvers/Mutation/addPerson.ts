import { z } from 'zod';
import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { addPerson as addPersonTo } from '../../../domain/add-person.ts';
import { PERSON_LIMITS, PERSON_TIER } from '../../../domain/person.ts';
import { line } from '#platform/input';
import { parseOnBehalfOf } from '../../on-behalf-of.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

const inputSchema = z.object({
  fullName: line(PERSON_LIMITS.fullName),
  email: line(PERSON_LIMITS.email).pipe(z.email('is not an e-mail address')).nullish(),
  phoneE164: line(PERSON_LIMITS.phoneE164)
    .pipe(z.string().regex(/^\+[1-9][0-9]{1,14}$/, 'is not a telephone number in E.164 form'))
    .nullish(),
  relationship: line(PERSON_LIMITS.relationship).nullish(),
});

export const addPerson: NonNullable<MutationResolvers['addPerson']> = answering(
  (_parent, args, { vault, access }) => {
    const { fullName, email = null, phoneE164 = null, relationship = null } = parseInput(inputSchema, args.input);
    const onBehalfOf = parseOnBehalfOf(args.input.onBehalfOf, 'input.onBehalfOf');
    const requester = access.toAdd('Mutation.addPerson', onBehalfOf, PERSON_TIER);
    return addPersonTo(vault, requester, { fullName, email, phoneE164, relationship });
  },
  (person) => ({ person }),
);
