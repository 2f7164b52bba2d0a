import { CASE_ID, circumstances, ID } from '../kernel/given.js';
import { type Claim } from '../kernel/catalogue.js';
import { claimAggregate, claimStatement, claimStream, unlessClaimable } from './claim.js';

const OTHER = '0c5e0000-0000-4000-8000-000000000003';
const by = { id: 'whitlock', name: 'DC Tom Whitlock', role: 'search officer', force: 'Herts', unit: 'Safeguarding' };
const reference: Claim = { kind: 'exhibit reference', value: 'AB/1', within: CASE_ID, exhibitId: ID };
const seal: Claim = { kind: 'seal number', value: 'S100', within: '', exhibitId: ID };

const takenBy = (claim: Claim) => {
  const stream = claimStream(claim);
  const { type, facts } = claimStatement(claim);
  return claimAggregate.evolve(claimAggregate.blank(stream), type, facts, circumstances(0, stream, { by }));
};

describe.each([
  ['an exhibit reference', reference, 'exhibit-reference-taken'],
  ['a seal number', seal, 'seal-number-used'],
])('%s', (_what, claim, rule) => {
  it('is free until somebody takes it', () => expect(unlessClaimable(claim, undefined)).toBeUndefined());

  it('belongs to the exhibit that took it, which finds its own claim again', () =>
    expect(unlessClaimable(claim, takenBy(claim))).toBeUndefined());

  it('is refused to every other exhibit, naming who took it', () =>
    expect(unlessClaimable({ ...claim, exhibitId: OTHER }, takenBy(claim))).toMatchObject({
      rule,
      message: expect.stringContaining('DC Tom Whitlock'),
      state: { claimedBy: 'DC Tom Whitlock', exhibitId: ID, value: claim.value },
    }));
});

it('a reference is unique within its case, a seal number everywhere', () => {
  expect(claimStream(reference)).toBe(`claim-reference-${CASE_ID}-AB/1`);
  expect(claimStream(seal)).toBe('claim-seal-S100');
});
