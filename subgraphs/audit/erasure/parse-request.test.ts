import { describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { parseRequest } from './parse-request.ts';

const principal = newId();
const GOOD = ['--principal', principal, '--ground', 'court-order', '--reference', 'GP-1/2026'];

describe('[R-157] what the job that erases is asked', () => {
  test('names a person, a ground and a number', () => {
    const request = { principalId: principal, ground: 'court-order', reference: 'GP-1/2026' };
    expect(parseRequest(GOOD)).toEqual({ request, dryRun: false, confirmed: [] });
    expect(parseRequest([...GOOD, '--dry-run'])).toEqual({ request, dryRun: true, confirmed: [] });
  });

  test('finishes nothing that an earlier run began unless it is confirmed, one by one or all', () => {
    const [one, two] = [newId(), newId()];
    expect(parseRequest(['--resume'])).toEqual({ dryRun: false, confirmed: [] });
    expect(parseRequest(['--resume', '--yes'])).toEqual({ dryRun: false, confirmed: 'all' });
    const some = parseRequest(['--resume', '--confirm', one, '--confirm', two]);
    expect(some).toEqual({ dryRun: false, confirmed: [one, two] });
  });

  test.each([
    ['nothing', [], '--principal'],
    ['somebody by address', ['--principal', 'thandi@example.org', ...GOOD.slice(2)], '--principal'],
    ['no ground', GOOD.slice(0, 2), '--ground'],
    ['a ground of its own', [...GOOD.slice(0, 2), '--ground', 'because', ...GOOD.slice(4)], '--ground'],
    ['no number', GOOD.slice(0, 4), '--reference'],
    ['a name for a number', [...GOOD.slice(0, 5), 'Thandi Nkosi'], '--reference'],
    ['an address for a number', [...GOOD.slice(0, 5), 'a@b'], '--reference'],
    ['to resume and to erase', [...GOOD, '--resume'], '--resume'],
    ['to resume without doing it', ['--resume', '--dry-run'], '--resume'],
    ['to confirm what is no id', ['--resume', '--confirm', 'all'], '--confirm'],
    ['to confirm some and all', ['--resume', '--yes', '--confirm', newId()], '--yes'],
    ['to erase and to confirm all', [...GOOD, '--yes'], '--yes'],
    ['to erase and to confirm some', [...GOOD, '--confirm', newId()], '--confirm'],
    ['something else', [...GOOD, '--force'], '--force'],
    ['a stray word', [...GOOD, 'now'], 'now'],
  ])('is refused with %s', (_what, args, names) => {
    expect(() => parseRequest(args)).toThrow(names);
  });
});
