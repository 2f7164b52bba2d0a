import { expectConforms, faultsOf } from './openapi.js';

const outcomes = {
  year: 2025,
  asOf: '2025-12-31',
  units: [{ unit: 'Public Protection Unit', charges: 3, custodialMonths: 18, sentences: 1 }],
  total: { charges: 3, custodialMonths: 18, sentences: 1 },
};

const faults = (body: unknown) => faultsOf('/api/outcomes?year=2025', 'GET', 200, body);

it('accepts an answer as promised', () => expectConforms('/api/outcomes?year=2025', 'GET', 200, outcomes));

it('finds the path of an answer about one thing', () =>
  expectConforms('/api/exhibits/0b7a2a0e-6c1f-4f5e-9d3c-8f2b1a4e5d6c/timeline?at=7', 'GET', 200, {
    items: [],
    next: null,
  }));

it('refuses an answer that lacks a property', () => {
  const { asOf: _, ...less } = outcomes;
  expect(faults(less)).toEqual([expect.stringContaining('asOf')]);
});

it('refuses an answer with a property that is not promised, however deep', () =>
  expect(faults({ ...outcomes, total: { ...outcomes.total, months: 1 } })).toEqual([
    expect.stringMatching(/total.*months/),
  ]));

it('refuses a value of another type or form', () => {
  expect(faults({ ...outcomes, year: '2025' })).toEqual([expect.stringContaining('/year')]);
  expect(faults({ ...outcomes, asOf: '2025-02-30' })).toEqual([expect.stringContaining('/asOf')]);
});

it('refuses a status that is not promised, and a path that is not there', () => {
  expect(faultsOf('/api/outcomes', 'GET', 500, {})).toEqual([expect.stringContaining('200')]);
  expect(faultsOf('/api/outcome', 'GET', 200, outcomes)).toHaveLength(1);
  expect(() => expectConforms('/api/outcomes', 'GET', 204, null)).toThrow();
});
