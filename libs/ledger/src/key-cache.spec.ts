import { KeyCache } from './key-cache.js';

describe('the cache of subject keys', () => {
  const key = (byte: number) => new Uint8Array([byte]);

  it('forgets a key when it has been a second since the store was asked', () => {
    let now = 0;
    const cache = new KeyCache(1_000, 10, () => now);
    now = 300;
    cache.put('suspect-1', key(1), 0);
    now = 1_000;
    expect(cache.get('suspect-1')).toStrictEqual(key(1));
    now = 1_001;
    expect(cache.get('suspect-1')).toBeUndefined();
  });

  it('makes room by forgetting the key that was used longest ago', () => {
    const cache = new KeyCache(1_000, 2, () => 0);
    cache.put('suspect-1', key(1), 0);
    cache.put('suspect-2', key(2), 0);
    cache.get('suspect-1');
    cache.put('suspect-3', key(3), 0);
    expect(['suspect-1', 'suspect-2', 'suspect-3'].map((subject) => cache.get(subject))).toStrictEqual([
      key(1),
      undefined,
      key(3),
    ]);
  });
});
