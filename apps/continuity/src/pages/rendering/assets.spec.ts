import { loadAssets, versionOf, withoutTransport } from './assets.js';

const assets = loadAssets();

it('serves the styles of both design systems without the font that is licensed to gov.uk alone', () => {
  for (const name of ['govuk-frontend.min.css', 'moj-frontend.min.css']) {
    const css = assets.get(name)?.body.toString() ?? '';
    expect(css.length).toBeGreaterThan(50_000);
    expect(css).not.toMatch(/transport|@font-face|Calvert/i);
    expect(css).toContain('font-family:arial,sans-serif');
  }
});

it('takes nothing else away', () =>
  expect(withoutTransport('a{color:red}b{font-family:arial}')).toBe('a{color:red}b{font-family:arial}'));

it('serves its own files, and nothing that is neither style, script nor drawing', () => {
  expect([...assets.keys()]).toEqual(expect.arrayContaining(['continuity.css', 'live.js', 'start.js', 'favicon.svg']));
  for (const { type } of assets.values()) expect(type).toMatch(/^(text\/(css|javascript)|image\/svg)/);
});

it('has another version when anything changed', () => {
  const changed = new Map(assets).set('live.js', {
    type: 'text/javascript',
    body: Buffer.from('x'),
    gzipped: Buffer.from(''),
  });
  expect(versionOf(changed)).not.toBe(versionOf(assets));
});
