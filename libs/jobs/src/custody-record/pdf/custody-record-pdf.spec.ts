import { jest } from '@jest/globals';
import { entry, EXHIBIT_ID, exhibitView, InventedExhibit, OKAFOR } from '../../../test/invented-exhibit.js';
import { readPdf } from '../../../test/pdf-text.js';
import { gather } from '../record.js';
import { standing } from '../request.js';
import { custodyRecordPdf } from './custody-record-pdf.js';

jest.setTimeout(60_000); // 40 pages, perhaps on a busy machine

const HEAD = 'No. \nHappened \nRecorded \nWhat \nWho \nHolder after \nLocation \nSeal \nLate \n';

async function recordOf(exhibit: InventedExhibit, demonstration = false) {
  const request = {
    ...(await standing(exhibit.readModels, EXHIBIT_ID)),
    by: OKAFOR,
    askedAt: '2026-01-15T10:00:00.000Z',
  };
  return gather(request, { ...exhibit, demonstration });
}

it('says which exhibit, as of which event with which hash, and who asked when', async () => {
  const record = await recordOf(new InventedExhibit(3));
  const { pages } = readPdf(await custodyRecordPdf(record));
  expect(pages).toHaveLength(1);
  for (const said of [
    'Custody record of exhibit TW/1',
    'As of position 3 in the ledger, recorded 14 Jan 2026, 06:03:00 GMT.',
    `The event at that position has the SHA-256 hash ${record.hash}.`,
    'Asked for by DS Grace Okafor on 15 Jan 2026, 10:00:00 GMT.',
    'Page 1 of 1',
  ])
    expect(pages[0]).toContain(said);
});

it('repeats the head of the table and counts the pages of a timeline of 500 entries', async () => {
  const told: number[] = [];
  const pdf = await custodyRecordPdf(await recordOf(new InventedExhibit(500)), (done) =>
    Promise.resolve(void told.push(done)),
  );
  const { pages } = readPdf(pdf);
  expect(pages.length).toBeGreaterThan(30);
  pages.forEach((page, index) => {
    expect(page).toContain(HEAD);
    expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
  });
  const shown = pages
    .join('')
    .match(/(?<=intact \()\d+(?=\))/g)
    ?.map(Number);
  expect(shown).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
  expect(told).toEqual([...told].sort((one, other) => one - other));
  expect(told).toHaveLength(pages.length);
  expect(told.at(-1)).toBe(500);
});

it('goes on over the page with an entry that is longer than one', async () => {
  const exhibit = new InventedExhibit(1);
  exhibit.items.push(
    entry(2, { summary: Array.from({ length: 900 }, (_, index) => `word${index}`).join(' ') }),
    entry(3),
  );
  const { pages } = readPdf(await custodyRecordPdf(await recordOf(exhibit)));
  const words = pages.join('').match(/word\d+/g);
  expect(words).toHaveLength(900);
  expect(words?.at(-1)).toBe('word899');
  expect(pages[1]).toContain('2\ncont.');
});

it('writes names beyond Western Europe, and what the font lacks as its code point', async () => {
  const exhibit = new InventedExhibit(1);
  exhibit.items.push(
    entry(2, { summary: 'To Łukasz Żółć, Siân Ŵyn, Đặng Hương, Ελένη, Наталья and 中\u0007文, A\u030Asa' }),
  );
  const { pages, raw } = readPdf(await custodyRecordPdf(await recordOf(exhibit)));
  expect(pages[0]?.replaceAll('\n', '')).toContain(
    'To Łukasz Żółć, Siân Ŵyn, Đặng Hương, Ελένη, Наталья and [U+4E2D] [U+6587], Åsa',
  );
  expect(raw).toContain('+DejaVuSansCondensed');
  expect(raw).not.toContain('Helvetica');
});

it('marks what was entered late, and gives the reason', async () => {
  const exhibit = new InventedExhibit(1);
  exhibit.items.push(entry(2, { late: true, lateReason: 'no signal at the scene' }));
  const [page] = readPdf(await custodyRecordPdf(await recordOf(exhibit))).pages;
  expect(page).toContain('Recorded late: no signal at the scene');
  expect(page?.match(/LATE/g)).toHaveLength(1);
});

it('says on every page that a demonstration is no evidence, and says it of nothing else', async () => {
  const exhibit = new InventedExhibit(40);
  const invented = readPdf(await custodyRecordPdf(await recordOf(exhibit, true))).pages;
  for (const page of invented) expect(page).toContain('DEMONSTRATION DATA');
  expect(readPdf(await custodyRecordPdf(await recordOf(exhibit))).pages.join('')).not.toContain('DEMONSTRATION');
});

it('does not make a device look seized that was only found', async () => {
  const exhibit = new InventedExhibit(0);
  exhibit.items.push(
    entry(1, { type: 'DeviceDetected', label: 'Device found', holder: null, location: null, sealNumber: null }),
  );
  exhibit.view = {
    ...exhibitView,
    exhibitRef: null,
    custody: 'detected',
    seal: 'unsealed',
    seizedAt: null,
    description: null,
  };
  const [page] = readPdf(await custodyRecordPdf(await recordOf(exhibit))).pages;
  expect(page).toContain('Custody record of a device not yet seized');
  expect(page).toContain('found, not yet seized');
  expect(page).toContain('Holder \nnobody');
});

it('is tagged, in British English, with its title shown', async () => {
  const { raw } = readPdf(await custodyRecordPdf(await recordOf(new InventedExhibit(2))));
  for (const part of [
    '/Marked true',
    '/Lang (en-GB)',
    '/DisplayDocTitle true',
    '/S /H1',
    '/S /Table',
    '/Scope /Column',
  ])
    expect(raw).toContain(part);
  expect(raw.match(/\/S \/TR\n/g)).toHaveLength(3);
  expect(raw.match(/\/S \/TD\n/g)).toHaveLength(18);
});

it('is the same file each time, whatever the clock says', async () => {
  const record = await recordOf(new InventedExhibit(30));
  const first = await custodyRecordPdf(record);
  await new Promise((done) => setTimeout(done, 1_001)); // PDF dates have whole seconds
  expect(Buffer.compare(first, await custodyRecordPdf(structuredClone(record)))).toBe(0);
});
