import { type Correction } from '#custody';
import { type ExhibitRow } from './exhibits.js';
import { renumbered } from './seals.js';
import { urgency } from './urgency.js';

const DEVICE: readonly string[] = ['kind', 'description', 'make', 'model', 'serial', 'imei', 'power'];

/** What the view calls a field that an entry calls otherwise. */
const NAMED: Readonly<Record<string, string>> = {
  place: 'location',
  occurredAt: 'seizedAt',
  sealNumberSeen: 'sealNumber',
  sealIntact: 'seal',
  tool: 'images',
  toolVersion: 'images',
  sha256: 'images',
  bytes: 'images',
};

/** What the view calls a field that was corrected, by what the correction changed. */
export function nameOf(field: string, changed: Partial<ExhibitRow>): string {
  const name = NAMED[field] ?? field;
  return name === 'sealNumber' && changed.seal_number === undefined ? 'formerSeals' : name;
}

/** What a correction changes of a row; undefined when the corrected entry is no longer, or never was, what the row shows. */
export function corrected(
  row: Readonly<ExhibitRow>,
  { correctsEventId: of, entryType, field, was, now }: Correction,
): Partial<ExhibitRow> | undefined {
  const { by = {} } = row.more;
  switch (entryType) {
    case 'DeviceDetected':
      if (field === 'place') return by.location === of ? { location: String(now) } : undefined;
      return field === 'kind' && row.seized_at === null ? { kind: String(now) } : undefined;
    case 'DeviceSeized':
      if (field === 'occurredAt') return { seized_at: String(now) };
      if (field === 'sealNumber') return renumbered(row, was, String(now));
      return DEVICE.includes(field) ? { [field]: now } : undefined;
    case 'SubExhibitTaken':
      return by.taken === of && DEVICE.includes(field) ? { [field]: now } : undefined;
    case 'StoredAt':
    case 'CustodyReceived':
      if (field === 'sealNumberSeen') return renumbered(row, was, String(now));
      if (field === 'sealIntact') return row.seal === 'compromised' ? { seal_intact: now === true } : undefined;
      return field === 'location' && by.location === of ? { location: String(now) } : undefined;
    case 'ExaminationRequested': {
      const column = { priority: 'priority', questions: 'questions', dueBy: 'due_by' }[field];
      if (by.request !== of || column === undefined) return undefined;
      return { [column]: now, urgency: urgency({ ...row, [column]: now }) };
    }
    case 'ImageAcquired': {
      const images = row.images.map((image) =>
        image.id === of && field in image ? { ...image, [field]: now } : image,
      );
      return field === 'occurredAt' ? undefined : { images };
    }
    case 'ExaminationCompleted':
      return field === 'findings' && by.findings === of ? { findings: String(now) } : undefined;
    default:
      return undefined;
  }
}
