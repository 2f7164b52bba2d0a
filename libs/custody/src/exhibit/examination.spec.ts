import { type Person } from '../kernel/decision.js';
import { CLOSED_CASE, type Past } from '../kernel/given.js';
import { acquireImage } from './acquire-image.js';
import { completeExamination } from './complete-examination.js';
import {
  atTheLab,
  colleague,
  completed,
  detected,
  doubted,
  examined,
  examiner,
  given,
  handedOver,
  officer,
  onTheBench,
  opened,
  otherLab,
  paused,
  received,
  requested,
  sealedAgain,
  seized,
  started,
  storekeeper,
  supervisor,
} from './given-exhibit.js';
import { issueReport } from './issue-report.js';
import { pauseExamination } from './pause-examination.js';
import { requestExamination } from './request-examination.js';
import { resumeExamination } from './resume-examination.js';
import { startExamination } from './start-examination.js';

const questions = { priority: 1, questions: 'Are there images?', dueBy: '2026-02-01' };
const start = { examiner: 'mensah', method: 'write-blocked image' };
const image = { tool: 'UFED', toolVersion: '7.69', sha256: 'a'.repeat(64), bytes: 128_035_676_160 };
const result = { summary: 'Two images.', findings: 'Images found' };
const putAway: readonly Past[] = [
  ...examined,
  paused(),
  sealedAgain('S101'),
  handedOver(examiner, storekeeper, 'S101'),
];

describe('asking for an examination', () => {
  it('is possible wherever somebody holds the exhibit', () =>
    given(seized()).when(requestExamination, questions, supervisor).then('ExaminationRequested'));

  it('is not possible for a device that was only found', () =>
    given(detected()).when(requestExamination, questions, officer).refused('not-held'));

  it('is done once at a time', () =>
    given(...atTheLab)
      .when(requestExamination, questions, officer)
      .refused('already-requested'));

  it('waits until the examination that is going on is completed', () =>
    given(...examined, paused())
      .when(requestExamination, questions, officer)
      .refused('examination-open'));

  it('is possible again after a result', () =>
    given(...examined, completed())
      .when(requestExamination, questions, officer)
      .then('ExaminationRequested'));

  it('is not possible in a case that is closed', () =>
    given(seized()).when(requestExamination, questions, officer, CLOSED_CASE).refused('case-closed'));
});

describe('starting an examination', () => {
  it('is possible once the lab holds the exhibit, was asked, and has broken the seal', () =>
    given(...onTheBench)
      .when(startExamination, start, examiner)
      .then('ExaminationStarted'));

  it('is possible for a colleague in the lab that holds it', () =>
    given(...onTheBench)
      .when(startExamination, { ...start, examiner: 'kowalski' }, colleague)
      .then('ExaminationStarted'));

  const inDoubt: readonly Past[] = [
    seized(),
    handedOver(officer, examiner),
    received(examiner, 'S200'),
    doubted(),
    requested(),
  ];
  const refusals: [string, readonly Past[], Person, string][] = [
    ['a sealed exhibit', atTheLab, examiner, 'still-sealed'],
    [
      'what nobody asked about',
      [seized(), handedOver(officer, examiner), received(examiner), opened()],
      examiner,
      'not-requested',
    ],
    ['what was examined, before somebody asks again', [...examined, completed()], examiner, 'not-requested'],
    ['a second time at once', examined, colleague, 'examination-open'],
    ['a second time while the first is paused', [...examined, paused()], examiner, 'examination-open'],
    ['by somebody who is no examiner', onTheBench, supervisor, 'not-an-examiner'],
    ['at a lab that does not hold it', onTheBench, otherLab, 'not-held-by-the-lab'],
    ['what is still at the store', [seized(), requested()], examiner, 'not-held-by-the-lab'],
    ['what is on its way', [seized(), requested(), handedOver(officer, examiner)], examiner, 'in-transit'],
    ['what came under a doubtful seal', inDoubt, examiner, 'discrepancy-open'],
    ['what is in doubt for another reason', [...onTheBench, doubted('label')], examiner, 'discrepancy-open'],
  ];
  it.each(refusals)('is not possible: %s', (_what, past, by, rule) =>
    given(...past)
      .when(startExamination, start, by)
      .refused(rule),
  );
});

describe('an image', () => {
  it('is acquired while the examination is running', () =>
    expect(given(...examined).when(acquireImage, image, examiner).state.examination).toMatchObject({
      is: 'started',
      images: [image.sha256],
    }));

  it('is not acquired before the start', () =>
    given(...onTheBench)
      .when(acquireImage, image, examiner)
      .refused('no-open-examination'));
  it('is not acquired after the end', () =>
    given(...examined, completed())
      .when(acquireImage, image, examiner)
      .refused('no-open-examination'));
  it('is not acquired in a pause', () =>
    given(...examined, paused())
      .when(acquireImage, image, examiner)
      .refused('examination-paused'));
  it('is not acquired by another lab', () =>
    given(...examined)
      .when(acquireImage, image, otherLab)
      .refused('not-its-examiner'));
});

describe('a pause', () => {
  it('stops a running examination', () =>
    expect(
      given(...examined).when(pauseExamination, { reason: 'overnight' }, examiner).state.examination,
    ).toMatchObject({
      is: 'paused',
      examiner: 'mensah',
      reason: 'overnight',
    }));
  it('is not taken twice', () =>
    given(...examined, paused())
      .when(pauseExamination, { reason: 'lunch' }, examiner)
      .refused('examination-paused'));
  it('ends when the examiner resumes', () =>
    expect(given(...examined, paused()).when(resumeExamination, {}, colleague).state.examination).toMatchObject({
      is: 'started',
      examiner: 'mensah',
    }));
  it('ends only once', () =>
    given(...examined)
      .when(resumeExamination, {}, examiner)
      .refused('examination-not-paused'));
  it('does not end while the exhibit is in its bag', () =>
    given(...examined, paused(), sealedAgain('S101'))
      .when(resumeExamination, {}, examiner)
      .refused('still-sealed'));
  it('does not end while the store has the exhibit', () =>
    given(...putAway, received(storekeeper, 'S101'))
      .when(resumeExamination, {}, examiner)
      .refused('not-held-by-the-lab'));
  it('does not end while something is in doubt', () =>
    given(...examined, doubted('label'), paused())
      .when(resumeExamination, {}, examiner)
      .refused('discrepancy-open'));
});

describe('a result', () => {
  it('needs an examination', () =>
    given(...onTheBench)
      .when(completeExamination, result, examiner)
      .refused('no-open-examination'));
  it('ends the examination', () =>
    expect(given(...examined).when(completeExamination, result, examiner).state.examination).toEqual({
      is: 'completed',
      findings: 'Images found',
    }));
  it('may come when the exhibit has long been in its bag again, for the work goes on at the image', () =>
    given(...putAway, received(storekeeper, 'S101'))
      .when(completeExamination, result, examiner)
      .then('ExaminationCompleted'));
  it('waits until what is in doubt is resolved', () =>
    given(...examined, doubted('label'), paused())
      .when(completeExamination, result, examiner)
      .refused('discrepancy-open'));
  it('is for an examiner of the lab', () =>
    given(...examined)
      .when(completeExamination, result, officer)
      .refused('not-its-examiner'));
});

describe('a report', () => {
  it('needs a result', () =>
    given(...examined)
      .when(issueReport, { reference: 'R1' }, examiner)
      .refused('no-results'));
  it('follows a result', () =>
    given(...examined, completed())
      .when(issueReport, { reference: 'R1' }, examiner)
      .then('ReportIssued'));
  it('on the first examination may go out when the second has begun', () =>
    given(...examined, completed(), requested(), started())
      .when(issueReport, { reference: 'R1' }, examiner)
      .then('ReportIssued'));
});
