import { type Person } from '../kernel/decision.js';
import { CASE_ID, CLOSED_CASE, givenIn, type Past } from '../kernel/given.js';
import { assignOfficer } from './assign-officer.js';
import { caseAggregate, caseStream } from './case-file.js';
import { closeCase } from './close-case.js';
import { caseHappened } from './events.js';
import { executeWarrant } from './execute-warrant.js';
import { openCase } from './open-case.js';
import { removeOfficer } from './remove-officer.js';
import { setSensitivity } from './set-sensitivity.js';

const given = givenIn(caseAggregate, 'caseId', caseStream({ caseId: CASE_ID }));
const by: Person = {
  id: 'okafor',
  name: 'DS Grace Okafor',
  role: 'case officer',
  force: 'Herts',
  unit: 'Safeguarding',
};
const file = { operationName: 'Larkspur', force: 'Herts', unit: 'Safeguarding', offenceTypes: ['indecent images'] };
const warrant = { warrantRef: 'WH-1', premises: '14 Elder Close', units: ['Safeguarding', 'BCH Dog Unit'] };
const opened: Past = { by, ...caseHappened('CaseOpened', file) };
const closed: Past = { by, ...caseHappened('CaseClosed', { reason: 'Concluded' }) };
const assigned: Past = { by, ...caseHappened('OfficerAssigned', { officerId: 'nair', role: 'disclosure officer' }) };

describe('a case', () => {
  it('is opened', () => given().when(openCase, file, by).then('CaseOpened'));
  it('is opened once', () => given(opened).when(openCase, file, by).refused('case-already-opened'));
  it('records a warrant that three units execute together', () =>
    given(opened).when(executeWarrant, warrant, by).then('WarrantExecuted'));
  it('is closed with a reason, and keeps who worked on it', () =>
    expect(given(opened, assigned).when(closeCase, { reason: 'Concluded' }, by).state).toMatchObject({
      is: 'closed',
      reason: 'Concluded',
      officers: [{ officerId: 'nair' }],
    }));

  it.each<[string, readonly Past[], string]>([
    ['never opened', [], 'case-not-opened'],
    ['closed', [opened, closed], 'case-closed'],
  ])('that was %s takes nothing more', (_what, past, rule) => {
    const file = given(...past);
    file.when(executeWarrant, warrant, by).refused(rule);
    file.when(assignOfficer, { officerId: 'nair', role: 'disclosure officer' }, by).refused(rule);
    file.when(removeOfficer, { officerId: 'nair' }, by).refused(rule);
    file.when(setSensitivity, { level: 'sensitive', reason: 'Victims' }, by).refused(rule);
    file.when(closeCase, { reason: 'Again' }, by).refused(rule);
  });

  it('closed is known to be closed when something is to be booked under it', () =>
    expect(given(opened).when(closeCase, { reason: 'Concluded' }, by).state).toMatchObject({ is: CLOSED_CASE.is }));
});

describe('an officer', () => {
  it('is assigned to a part in the case', () =>
    expect(given(opened).when(assignOfficer, { officerId: 'nair', role: 'reviewer' }, by).state).toMatchObject({
      officers: [{ officerId: 'nair', role: 'reviewer' }],
    }));
  it('may have two parts', () =>
    given(opened, assigned).when(assignOfficer, { officerId: 'nair', role: 'reviewer' }, by).then('OfficerAssigned'));
  it('has each part once', () =>
    given(opened, assigned)
      .when(assignOfficer, { officerId: 'nair', role: 'disclosure officer' }, by)
      .refused('already-assigned'));
  it('is removed from all of them', () =>
    expect(given(opened, assigned).when(removeOfficer, { officerId: 'nair' }, by).state).toMatchObject({
      officers: [],
    }));
  it('without a part is not removed', () =>
    given(opened).when(removeOfficer, { officerId: 'nair' }, by).refused('not-assigned'));
});

it('the sensitivity of a case is set with a reason, and is standard until then', () => {
  const asked = given(opened).when(setSensitivity, { level: 'highly sensitive', reason: 'Victims' }, by);
  expect(given(opened).when(executeWarrant, warrant, by).state).toMatchObject({ sensitivity: 'standard' });
  expect(asked.state).toMatchObject({ sensitivity: 'highly sensitive' });
});
