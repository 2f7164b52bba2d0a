import { healthOf, type Watched } from './health.js';

const AWAY = () => Promise.reject(new Error('out of reach'));
const recorded = (secondsAgo: number) => ({ recordedAt: new Date(Date.now() - secondsAgo * 1_000).toISOString() });

function watched(change: {
  roles?: Watched['roles'];
  missing?: readonly { readonly recordedAt: string }[];
  store?: 'away';
  queue?: 'away';
}): Watched {
  const { roles = new Set(['web'] as const), missing = [], store, queue } = change;
  return {
    roles,
    ledger: {
      head: store ? AWAY : () => Promise.resolve(7),
      readAll: store ? AWAY : () => Promise.resolve(missing as never),
    },
    readModels: { reached: () => Promise.resolve(7 - missing.length) },
    projectors: undefined,
    records: { asked: () => Promise.resolve(0), queued: queue ? AWAY : () => Promise.resolve(0) },
  };
}

const statusOf = async (change: Parameters<typeof watched>[0]) => (await healthOf(watched(change))).status;

it('a process with pages is ready while read models are close behind, and not when they are a minute behind', async () => {
  expect(await statusOf({})).toBe('ready');
  expect(await statusOf({ missing: [recorded(5)] })).toBe('ready');
  const late = await healthOf(watched({ missing: [recorded(90), recorded(1)] }));
  expect(late).toMatchObject({
    status: 'not ready',
    position: 7,
    parts: { readModels: { ok: false, lagEvents: 2, lagSeconds: 90 } },
  });
});

it('a projector that is behind is at work, and ready', async () =>
  expect(await statusOf({ roles: new Set(['projector']), missing: [recorded(90)] })).toBe('ready'));

it('nothing is ready without the store, and it says which part is away', async () => {
  for (const role of ['web', 'projector', 'worker'] as const)
    expect(await statusOf({ roles: new Set([role]), store: 'away' })).toBe('not ready');
  const { position, parts } = await healthOf(watched({ store: 'away' }));
  expect([position, parts.store]).toEqual([null, { ok: false, problem: 'out of reach' }]);
});

it('without the queue recording goes on, and only a worker has nothing to do', async () => {
  expect(await statusOf({ queue: 'away' })).toBe('ready');
  expect(await statusOf({ roles: new Set(['worker']), queue: 'away' })).toBe('not ready');
});
