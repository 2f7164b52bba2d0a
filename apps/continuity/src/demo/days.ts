const HOUR = 3_600_000;

/** The calendar day in London, YYYY-MM-DD. */
export const londonDay = (moment: Date): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(moment);

/**
 * When the door was opened: 05:40 in London, so long ago that the day's work fits since and so short that none of it is a
 * late entry. Where there is no such morning, 23 hours ago.
 */
export function storyStart(now: Date): Date {
  for (let daysBack = 0; daysBack < 2; daysBack += 1) {
    const day = londonDay(new Date(now.getTime() - daysBack * 24 * HOUR));
    const inUtc = new Date(`${day}T05:40:00Z`);
    const londonHour = Number(
      new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: 'numeric' }).format(inUtc),
    );
    const start = new Date(inUtc.getTime() - (londonHour - 5) * HOUR);
    const hoursAgo = (now.getTime() - start.getTime()) / HOUR;
    if (hoursAgo >= 4 && hoursAgo <= 22) return start;
  }
  return new Date(Math.floor((now.getTime() - 23 * HOUR) / 60_000) * 60_000);
}
