import { firstBailLimit } from '#custody';
import { derivedId } from '../commands/ids.js';
import { ApiClient } from './api-client.js';
import { OPERATION, story, type Step } from './story.js';
import { LAST_YEAR, pastCases, type PastCase } from './year.js';
import { londonDay, storyStart } from './days.js';

const HOUR = 3_600_000;
/** A minute of the story: at this pace its day's work fits into four hours, so none of it is late or still to come. */
const PACE_MS = 27_000;
const AT_ONCE = 8;
const LATE = 'Demonstration: entered from the back record';

/**
 * Records the story and the back record through the public API of the product at `base`. Sent twice it records nothing twice.
 *
 * @param tell is given a line at a time.
 */
export async function recordDemonstration(base: string, tell: (line: string) => void, now = new Date()): Promise<void> {
  const api = new ApiClient(base);
  await api.ready(tell);
  // A demonstration that was cut off goes on at the times that it began with.
  const begun = await api.read<{ openedAt: string }>(`/api/cases/${OPERATION}`);
  const start = begun ? new Date(Date.parse(begun.openedAt) + 30 * 60_000) : storyStart(now);
  const steps = story(
    (daysLater) => londonDay(new Date(start.getTime() + daysLater * 24 * HOUR)),
    firstBailLimit(start.toISOString()),
  );
  await recordStory(api, steps, start, tell);

  const cases = pastCases(start);
  tell(`The back record: ${cases.length} cases, ${LAST_YEAR.charges} charges last year`);
  let done = 0;
  const waiting = [...cases];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await recordPast(api, next);
      done += 1;
      if (done % 25 === 0 || done === cases.length) tell(`  ${done} of ${cases.length} cases`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  tell(`Recorded. Open ${base}/board, ${base}/cases/${OPERATION} and ${base}/outcomes`);
}

async function recordStory(
  api: ApiClient,
  steps: readonly Step[],
  start: Date,
  tell: (line: string) => void,
): Promise<void> {
  for (const [index, { minute, by, command, body, tells }] of steps.entries()) {
    const occurredAt = new Date(start.getTime() + minute * (minute < 0 ? 60_000 : PACE_MS)).toISOString();
    await api.command(command, by, derivedId('continuity demonstration', 'step', index), { ...body, occurredAt });
    tell(`  ${occurredAt.slice(11, 16)} UTC  ${tells}`);
  }
}

async function recordPast(api: ApiClient, past: PastCase): Promise<void> {
  const { name, number, unit, arrested, charged, sentenced, counts, offence, months, pleadedGuilty } = past;
  const ids = { caseId: derivedId(name, 'case'), suspectId: derivedId(name, 'suspect') };
  const court = 'St Albans Crown Court';
  const send = (command: string, occurredAt: string, body: object) =>
    api.command(command, 'pryce', derivedId(name, command), { ...body, occurredAt, lateReason: LATE });

  await send('OpenCase', arrested, {
    caseId: ids.caseId,
    operationName: `Back record ${number}`,
    force: 'Hertfordshire Constabulary',
    unit,
    offenceTypes: [offence.description],
  });
  await send('ArrestPerson', arrested, {
    ...ids,
    name: `Invented person ${number}`,
    dateOfBirth: '1990-01-01',
    suspectedOf: [offence.description],
  });
  await send('BringCharge', charged, { ...ids, unit, offences: [{ ...offence, counts }] });
  if (months === 0) return;
  await send('EnterPlea', sentenced, { ...ids, plea: pleadedGuilty ? 'guilty' : 'not-guilty' });
  if (!pleadedGuilty) await send('ReturnVerdict', sentenced, { ...ids, verdict: 'guilty' });
  await send('PassSentence', sentenced, { ...ids, custodyMonths: months, suspended: false, orders: [], court });
}
