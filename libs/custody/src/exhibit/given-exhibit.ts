import { givenIn, ID, type Past } from '../kernel/given.js';
import { type Person } from '../kernel/decision.js';
import { exhibitStream, happened } from './events.js';
import { exhibitAggregate } from './exhibit.js';

/** Support for specifications: what happened to an exhibit, in short. */
export const given = givenIn(exhibitAggregate, 'exhibitId', exhibitStream({ exhibitId: ID }));

const person = (id: string, name: string, role: string, unit: string): Person => ({
  id,
  name,
  role,
  unit,
  force: 'BCH',
});
const LAB = 'Digital Forensics Unit';
export const officer = person('whitlock', 'DC Tom Whitlock', 'search officer', 'Safeguarding');
export const storekeeper = person('doyle', 'Martin Doyle', 'property officer', 'Property Store');
export const examiner = person('mensah', 'Abena Mensah', 'examiner', LAB);
export const colleague = person('kowalski', 'Piotr Kowalski', 'examiner', LAB);
export const otherLab = { ...person('novak', 'Jana Novak', 'examiner', LAB), force: 'Kent' };
export const supervisor = person('hart', 'DI Susan Hart', 'supervisor', 'Safeguarding');

export const detected = (): Past => ({
  by: officer,
  ...happened('DeviceDetected', {
    kind: 'mobile phone',
    place: 'behind the bath panel',
    detectedBy: { method: 'dog', name: 'Micky' },
  }),
});
export const seized = (seal = 'S100', by = officer): Past => ({
  by,
  ...happened('DeviceSeized', {
    exhibitRef: 'AB/1',
    kind: 'mobile phone',
    description: 'Black phone',
    power: 'warrant',
    from: 'A person',
    sealNumber: seal,
    powerState: 'off',
  }),
});
export const handedOver = (by: Person, to: Person, seal = 'S100'): Past => ({
  by,
  ...happened('CustodyTransferred', { to: to.id, purpose: 'examination', sealNumber: seal }),
});
export const received = (by: Person, seal = 'S100', sealIntact = true): Past => ({
  by,
  ...happened('CustodyReceived', { location: 'bench 2', sealNumberSeen: seal, sealIntact }),
});
export const doubted = (kind = 'seal', by = examiner): Past => ({
  by,
  ...happened('DiscrepancyRaised', { kind, detail: 'Not as recorded' }),
});
export const opened = (seal = 'S100', by = examiner): Past => ({
  by,
  ...happened('SealBroken', { sealNumber: seal, reason: 'examination' }),
});
export const sealedAgain = (seal: string, by = examiner): Past => ({
  by,
  ...happened('SealApplied', { sealNumber: seal }),
});
export const requested = (): Past => ({
  by: officer,
  ...happened('ExaminationRequested', { priority: 1, questions: 'Are there images?', dueBy: '2026-02-01' }),
});
export const started = (by = examiner): Past => ({
  by,
  ...happened('ExaminationStarted', { examiner: by.id, method: 'write-blocked image' }),
});
export const paused = (by = examiner): Past => ({ by, ...happened('ExaminationPaused', { reason: 'overnight' }) });
export const completed = (by = examiner): Past => ({
  by,
  ...happened('ExaminationCompleted', { summary: 'Two images.', findings: 'Images found' }),
});

/** Seized, brought to the examiner under its seal, asked about. */
export const atTheLab: readonly Past[] = [seized(), handedOver(officer, examiner), received(examiner), requested()];
export const onTheBench: readonly Past[] = [...atTheLab, opened()];
export const examined: readonly Past[] = [...onTheBench, started()];
