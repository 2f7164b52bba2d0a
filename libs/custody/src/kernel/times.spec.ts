import { type Command } from './command.js';
import { isLate, timeProblems } from './times.js';

const NOW = '2026-01-14T12:00:00.000Z';
const at = (occurredAt: string, lateReason?: string) => timeProblems({ occurredAt, lateReason } as Command, NOW);

describe('when something is said to have happened', () => {
  it('may be up to five minutes ahead, since clocks differ', () => {
    expect(at('2026-01-14T12:05:00.000Z')).toBeUndefined();
    expect(at('2026-01-14T12:05:00.001Z')).toHaveProperty('occurredAt');
  });

  it('needs a reason when it is told more than 24 hours later', () => {
    expect(at('2026-01-13T12:00:00.000Z')).toBeUndefined();
    expect(at('2026-01-13T11:59:59.999Z')).toHaveProperty('lateReason');
    expect(at('2026-01-13T11:59:59.999Z', 'No signal at the scene')).toBeUndefined();
  });

  it('is compared as a moment, whatever its offset', () => {
    expect(at('2026-01-14T14:04:00+02:00')).toBeUndefined();
    expect(isLate('2026-01-13T14:00:00+02:00', NOW)).toBe(false);
    expect(isLate('2026-01-13T13:59:59+02:00', NOW)).toBe(true);
  });
});
