import { access, readFile } from 'node:fs/promises';

/** The requirements of OWASP ASVS 5.0 at levels 1 and 2, by chapter. */
const REQUIREMENTS: Readonly<Record<number, string>> = {
  1: '1.1 1.2 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 3.1 3.2 3.3 3.4 3.5 3.6 3.7 3.8 3.9 3.10 3.11 4.1 4.2 4.3 5.1 5.2',
  2: '1.1 1.2 1.3 2.1 2.2 2.3 3.1 3.2 3.3 3.4 4.1',
  3: '2.1 2.2 3.1 3.2 3.3 3.4 4.1 4.2 4.3 4.4 4.5 4.6 5.1 5.2 5.3 5.4 5.5 7.1 7.2',
  4: '1.1 1.2 1.3 2.1 3.1 3.2 4.1 4.2 4.3 4.4',
  5: '1.1 2.1 2.2 2.3 3.1 3.2 4.1 4.2 4.3',
  6: '1.1 1.2 1.3 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.1 3.2 3.3 3.4 4.1 4.2 4.3 4.4 5.1 5.2 5.3 5.4 5.5 6.1 6.2 6.3 8.1 8.2 8.3 8.4',
  7: '1.1 1.2 1.3 2.1 2.2 2.3 2.4 3.1 3.2 4.1 4.2 4.3 4.4 4.5 5.1 5.2 6.1 6.2',
  8: '1.1 1.2 2.1 2.2 2.3 3.1 4.1',
  9: '1.1 1.2 1.3 2.1 2.2 2.3 2.4',
  10: '1.1 1.2 2.1 2.2 3.1 3.2 3.3 3.4 4.1 4.2 4.3 4.4 4.5 4.6 4.7 4.8 4.9 4.10 4.11 5.1 5.2 5.3 5.4 5.5 6.1 6.2 7.1 7.2 7.3',
  11: '1.1 1.2 2.1 2.2 2.3 3.1 3.2 3.3 4.1 4.2 4.3 4.4 5.1 6.1',
  12: '1.1 1.2 1.3 2.1 2.2 3.1 3.2 3.3 3.4',
  13: '1.1 2.1 2.2 2.3 2.4 2.5 3.1 3.2 4.1 4.2 4.3 4.4 4.5',
  14: '1.1 1.2 2.1 2.2 2.3 2.4 3.1 3.2 3.3',
  15: '1.1 1.2 1.3 2.1 2.2 2.3 3.1 3.2 3.3 3.4 3.5 3.6 3.7',
  16: '1.1 2.1 2.2 2.3 2.4 2.5 3.1 3.2 3.3 3.4 4.1 4.2 4.3 5.1 5.2 5.3',
  17: '1.1 2.1 2.2 2.3 2.4 3.1 3.2',
};

describe('docs/security.md', () => {
  const page = readFile('docs/security.md', 'utf8');

  it('answers each requirement once', async () => {
    const rows = (await page).matchAll(/^\| ([\d., ]+) \|/gm);
    const answered = [...rows].flatMap(([, ids]) => (ids ?? '').split(', '));
    const asked = Object.entries(REQUIREMENTS).flatMap(([chapter, ids]) =>
      ids.split(' ').map((id) => `${chapter}.${id}`),
    );
    expect(answered.sort()).toEqual(asked.sort());
  });

  it('names tests that exist', async () => {
    const named = new Set([...(await page).matchAll(/`([\w./-]+\.(?:spec\.ts|mjs))`/g)].map(([, path]) => path ?? ''));
    const missing = await Promise.all(
      [...named].map((path) =>
        access(path).then(
          () => [],
          () => [path],
        ),
      ),
    );
    expect(missing.flat()).toEqual([]);
  });
});
