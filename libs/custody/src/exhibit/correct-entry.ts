import { type CaseFile } from '../case/case-file.js';
import { correct, CorrectEntry, type Correctable } from '../kernel/correction.js';
import { type Decision } from '../kernel/decision.js';
import { AcquireImage } from './acquire-image.js';
import { CompleteExamination } from './complete-examination.js';
import { DetectDevice } from './detect-device.js';
import { exhibitEvents } from './events.js';
import { anywhereDecision } from './exhibit-decision.js';
import { type Exhibit, type ExhibitHappened } from './exhibit.js';
import { ReceiveCustody } from './receive-custody.js';
import { RequestExamination } from './request-examination.js';
import { SeizeDevice } from './seize-device.js';
import { StoreExhibit } from './store-exhibit.js';
import { TakeSubExhibit } from './take-sub-exhibit.js';

const DEVICE = ['kind', 'description', 'make', 'model', 'serial'];

/** Who handed it to whom cannot be corrected, and a reference is changed by a new label. */
export const correctableExhibitEntries = {
  DeviceDetected: { as: DetectDevice, fields: ['kind', 'place', 'detectedBy'] },
  DeviceSeized: { as: SeizeDevice, fields: [...DEVICE, 'imei', 'power', 'from', 'powerState', 'sealNumber'] },
  CustodyReceived: { as: ReceiveCustody, fields: ['location', 'sealNumberSeen', 'sealIntact'] },
  StoredAt: { as: StoreExhibit, fields: ['location'] },
  SubExhibitTaken: { as: TakeSubExhibit, fields: DEVICE },
  ExaminationRequested: { as: RequestExamination, fields: ['priority', 'questions', 'dueBy'] },
  ImageAcquired: { as: AcquireImage, fields: ['tool', 'toolVersion', 'sha256', 'bytes'] },
  ExaminationCompleted: { as: CompleteExamination, fields: ['summary', 'findings'] },
} satisfies Correctable;

export const correctExhibitEntry: Decision<Exhibit, CorrectEntry & { exhibitId: string }, ExhibitHappened, CaseFile> =
  anywhereDecision(
    CorrectEntry as new () => CorrectEntry & { exhibitId: string },
    (exhibit, command, by, setting) =>
      correct({ events: exhibitEvents, correctable: correctableExhibitEntries }, exhibit, command, by, setting),
    { looksBack: true },
  );
