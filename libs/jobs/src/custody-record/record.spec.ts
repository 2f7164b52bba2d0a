import { entry, EXHIBIT_ID, exhibitView, InventedExhibit, OKAFOR } from '../../test/invented-exhibit.js';
import { gather } from './record.js';
import { standing, UnknownExhibit } from './request.js';

const asked = async (exhibit: InventedExhibit) => ({
  ...(await standing(exhibit.readModels, EXHIBIT_ID)),
  by: OKAFOR,
  askedAt: '2026-01-15T10:00:00.000Z',
});

it('reads a timeline of more than one page, in the order of recording', async () => {
  const exhibit = new InventedExhibit(430);
  exhibit.items.reverse();
  const { timeline } = await gather(await asked(exhibit), { ...exhibit, demonstration: false });
  expect(timeline.map(({ position }) => position)).toEqual(Array.from({ length: 430 }, (_, index) => index + 1));
});

it('never gives an exhibit the particulars of another moment', async () => {
  const exhibit = new InventedExhibit(2);
  let readings = 0;
  exhibit.onTimeline = () => {
    readings += 1;
    if (readings !== 2) return;
    exhibit.items.push(entry(3)); // after the exhibit was read
    exhibit.view = { ...exhibitView, custody: 'returned' };
  };
  expect(await standing(exhibit.readModels, EXHIBIT_ID)).toMatchObject({
    position: 3,
    particulars: { custody: 'returned' },
  });
});

it('gives up on an exhibit that never stands still', async () => {
  const exhibit = new InventedExhibit(1);
  exhibit.onTimeline = () => void exhibit.items.push(entry(exhibit.items.length + 1));
  await expect(standing(exhibit.readModels, EXHIBIT_ID)).rejects.toThrow('changed each of 10 times');
});

it('knows no exhibit without events', () =>
  expect(standing(new InventedExhibit(0).readModels, EXHIBIT_ID)).rejects.toThrow(UnknownExhibit));

it('is not made from read models that are behind it', async () => {
  const request = await asked(new InventedExhibit(5));
  const behind = new InventedExhibit(4);
  await expect(gather(request, { ...behind, demonstration: false })).rejects.toThrow('have not come to position 5');
});

it('is not made when timeline and ledger differ about the last event', async () => {
  const exhibit = new InventedExhibit(3);
  const other = new InventedExhibit(2);
  other.items.push(entry(3, { id: 'another' }));
  await expect(
    gather(await asked(exhibit), { ...exhibit, ledger: other.ledger, demonstration: false }),
  ).rejects.toThrow('another event at position 3');
});

it('is not made when the last event was altered', async () => {
  const exhibit = new InventedExhibit(3);
  const readAll: typeof exhibit.ledger.readAll = async (after, limit) =>
    (await exhibit.ledger.readAll(after, limit)).map((event) => ({ ...event, occurredAt: '2026-01-01T00:00:00.000Z' }));
  await expect(gather(await asked(exhibit), { ...exhibit, ledger: { readAll }, demonstration: false })).rejects.toThrow(
    'does not match its own hash',
  );
});
