import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decide } from './decide.ts';
import { findLoosened } from './loosened.ts';
import { SCOPES, TIERS } from './policy.ts';
import { callers, grantsHeld, objects, policies, SUBJECT } from './testing/access-arbitraries.ts';
import { caller, NOW } from './testing/access-samples.ts';
import type { Caller, HeldGrant } from '#platform/auth';

const runs = { numRuns: 400 };

function without<Item>(items: readonly Item[], at: number): Item[] {
  return items.filter((_item, index) => index !== at % Math.max(items.length, 1));
}

describe('[R-035] laws of every decision', () => {
  test('more privilege never takes access away', () => {
    fc.assert(
      fc.property(
        policies,
        callers,
        objects,
        fc.constantFrom(...SCOPES),
        fc.constantFrom(...TIERS),
        grantsHeld,
        (rule, who, object, scope, tier, held) => {
          if (!decide(rule, who, NOW, object).allowed) return;
          const wider = (grant: HeldGrant): HeldGrant => ({
            ...grant,
            accessLevel: 'limited_write',
            tiers: [...grant.tiers, tier],
            expiresAt: null,
          });
          const more: Partial<Caller>[] = [
            { scopes: [...who.scopes, scope] },
            { tiers: [...who.tiers, tier] },
            { grants: [held, ...who.grants] },
            { grants: who.grants.map(wider) },
            { authTime: NOW, acr: 'aal2' },
          ];
          for (const change of more)
            expect(decide(rule, { ...who, ...change }, NOW, object)).toEqual({ allowed: true });
        },
      ),
      runs,
    );
  });

  test('less privilege never adds access', () => {
    fc.assert(
      fc.property(policies, callers, objects, fc.nat(5), (rule, who, object, at) => {
        if (decide(rule, who, NOW, object).allowed) return;
        const less: Partial<Caller>[] = [
          { scopes: without(who.scopes, at) },
          { tiers: without(who.tiers, at) },
          { grants: without(who.grants, at) },
          { grants: who.grants.map((grant) => ({ ...grant, tiers: without(grant.tiers, at) })) },
          { grants: who.grants.map((grant) => ({ ...grant, accessLevel: 'read_only_packs' as const })) },
          { grants: who.grants.map((grant) => ({ ...grant, expiresAt: NOW })) },
          { acr: 'aal1' },
        ];
        for (const change of less) expect(decide(rule, { ...who, ...change }, NOW, object).allowed).toBe(false);
      }),
      runs,
    );
  });

  test('an empty list of tiers is denied wherever a tier is asked for', () => {
    fc.assert(
      fc.property(policies, callers, objects, (rule, who, object) => {
        fc.pre(!rule.public && rule.tiers.length > 0);
        const none = { ...who, tiers: [], grants: who.grants.map((grant) => ({ ...grant, tiers: [] })) };
        expect(decide(rule, none, NOW, object).allowed).toBe(false);
      }),
      runs,
    );
  });

  test('a grant never exceeds its granter: what its holder may do with an object, its owner may', () => {
    fc.assert(
      fc.property(policies, callers, objects, (rule, who, object) => {
        fc.pre(rule.owner === 'OWNER_OR_GRANT' && rule.roles.includes('principal'));
        fc.pre(object.principalId !== who.principalId && object.principalId !== null);
        if (!decide(rule, who, NOW, object).allowed) return;
        const tiers = who.grants.flatMap((grant) => grant.tiers);
        const granter = caller({ ...SUBJECT, tiers, scopes: who.scopes, acr: who.acr, authTime: who.authTime });
        expect(decide(rule, granter, NOW, object)).toEqual({ allowed: true });
      }),
      { numRuns: 4_000 },
    );
  });

  test('the order of claims and their repetition decide nothing', () => {
    const mixed = <Item>(items: readonly Item[]): Item[] => [...items, ...items].reverse();
    fc.assert(
      fc.property(policies, callers, objects, (rule, who, object) => {
        const other = {
          ...who,
          scopes: mixed(who.scopes),
          tiers: mixed(who.tiers),
          grants: mixed(who.grants.map((grant) => ({ ...grant, tiers: mixed(grant.tiers) }))),
        };
        const reordered = { ...rule, roles: mixed(rule.roles), grants: mixed(rule.grants), scopes: mixed(rule.scopes) };
        expect(decide(reordered, other, NOW, object)).toEqual(decide(rule, who, NOW, object));
      }),
      runs,
    );
  });

  test('names in a token that are not ours decide nothing', () => {
    fc.assert(
      fc.property(policies, callers, objects, fc.string(), (rule, who, object, name) => {
        fc.pre(!SCOPES.some((scope) => scope === name));
        const other = { ...who, scopes: [...who.scopes, name] };
        expect(decide(rule, other, NOW, object)).toEqual(decide(rule, who, NOW, object));
      }),
      runs,
    );
  });

  test('who passes with an object passes without one: the early check refuses nobody too many', () => {
    fc.assert(
      fc.property(policies, callers, objects, (rule, who, object) => {
        if (decide(rule, who, NOW, object).allowed) expect(decide(rule, who, NOW)).toEqual({ allowed: true });
      }),
      runs,
    );
  });

  test('[R-034] whoever passes a field that loosens nothing passes its type', () => {
    fc.assert(
      fc.property(policies, policies, callers, objects, (ofType, field, who, object) => {
        fc.pre(findLoosened(ofType, field).length === 0);
        if (decide(field, who, NOW, object).allowed)
          expect(decide(ofType, who, NOW, object)).toEqual({ allowed: true });
      }),
      { numRuns: 4_000 },
    );
  });
});
