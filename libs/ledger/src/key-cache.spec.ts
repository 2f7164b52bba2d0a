import { KeyCache } from './key-cache.js';

describe('the cache of subject keys', () => {
  const key = (byte: number) => new Uint8Array([byte]);

  /** A store that has a key for each subject in it, and what it was asked. */
  function cacheOf(store: Map<string, Uint8Array>, atMost = 10) {
    const asked: (readonly string[])[] = [];
    const at = { now: 0 };
    const read = (subjects: readonly string[]) => {
      asked.push(subjects);
      const found = subjects.flatMap((subject): [string, Uint8Array][] => {
        const stored = store.get(subject);
        return stored ? [[subject, stored]] : [];
      });
      return Promise.resolve(new Map(found));
    };
    return { cache: new KeyCache(read, 1_000, atMost, () => at.now), asked, at };
  }
  const one = new Map([['suspect-1', key(1)]]);
  const none = new Map();

  it('forgets a key when it has been a second since the store was asked', async () => {
    const store = new Map(one);
    const { cache, at } = cacheOf(store);
    at.now = 300;
    cache.put('suspect-1', key(1), 0);
    store.clear();
    at.now = 1_000;
    expect(await cache.keysOf(['suspect-1'])).toStrictEqual(one);
    at.now = 1_001;
    expect(await cache.keysOf(['suspect-1'])).toStrictEqual(none);
  });

  it('asks once for a key in use when half its time is over, so that nobody waits for it', async () => {
    const { cache, asked, at } = cacheOf(new Map(one));
    await cache.keysOf(['suspect-1']);
    for (at.now = 499; at.now < 502; at.now += 1)
      await Promise.all([cache.keysOf(['suspect-1']), cache.keysOf(['suspect-1'])]);
    expect(asked).toHaveLength(2);
    at.now = 1_400;
    const another = cache.keysOf(['suspect-1', 'suspect-2']);
    expect(asked.slice(2)).toEqual([['suspect-1'], ['suspect-2']]);
    expect(await another).toStrictEqual(one);
  });

  it('asks for keys in use together, and for no others', async () => {
    const { cache, asked, at } = cacheOf(new Map());
    for (const [subject, since] of [
      ['suspect-1', 0],
      ['suspect-2', 250],
      ['suspect-3', 250],
      ['suspect-4', 251],
    ] as const)
      cache.put(subject, key(1), since);
    at.now = 300;
    await cache.keysOf(['suspect-1', 'suspect-2', 'suspect-4']);
    at.now = 500;
    await cache.keysOf(['suspect-1']);
    expect(asked).toEqual([['suspect-2', 'suspect-1']]);
  });

  it('goes on with a key while the store is out of reach, and tells whoever then has to wait', async () => {
    const at = { now: 0 };
    const read = () => Promise.reject(new Error('out of reach'));
    const cache = new KeyCache(read, 1_000, 10, () => at.now);
    cache.put('suspect-1', key(1), 0);
    at.now = 1_000;
    expect(await cache.keysOf(['suspect-1'])).toStrictEqual(one);
    at.now = 1_001;
    await expect(cache.keysOf(['suspect-1'])).rejects.toThrow('out of reach');
  });

  it('does not take back a key that was dropped, when the store had been asked before', async () => {
    const store = new Map(one);
    const { cache, at } = cacheOf(store);
    await cache.keysOf(['suspect-1']);
    at.now = 600;
    const inUse = cache.keysOf(['suspect-1']);
    at.now = 601;
    cache.drop('suspect-1');
    store.clear();
    await inUse;
    expect(await cache.keysOf(['suspect-1'])).toStrictEqual(none);
  });

  it('makes room by forgetting the key that was used longest ago', async () => {
    const { cache } = cacheOf(new Map(), 2);
    cache.put('suspect-1', key(1), 0);
    cache.put('suspect-2', key(2), 0);
    await cache.keysOf(['suspect-1']);
    cache.put('suspect-3', key(3), 0);
    expect(await cache.keysOf(['suspect-1', 'suspect-2', 'suspect-3'])).toStrictEqual(
      new Map([...one, ['suspect-3', key(3)]]),
    );
  });
});
