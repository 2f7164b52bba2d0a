import { address, id, pathHere, text, wholeNumber } from './asked.js';

it('reads one text, whatever was sent', () => {
  expect(text('  AB/1 ')).toBe('AB/1');
  expect(text(['first', 'last'])).toBe('last');
  expect(text('a\u0000b')).toBe('ab');
  expect(text('two\r\nlines')).toBe('two\nlines');
  expect(text('x'.repeat(10), 4)).toBe('xxxx');
  for (const nothing of [undefined, '', '   ', {}, 7, []]) expect(text(nothing)).toBeUndefined();
});

it('reads a position only from digits', () => {
  expect(wholeNumber('42')).toBe(42);
  for (const other of ['-1', '1e3', '99999999999999999', ' ', 'x', undefined])
    expect(wholeNumber(other)).toBeUndefined();
});

it('knows nothing under what is not a UUID', () =>
  expect(() => id('1; drop table', 'This case')).toThrow('This case is not known here.'));

describe('a path to return to', () => {
  it('is kept when it leads to this site', () => expect(pathHere('/exhibits/x?at=7')).toBe('/exhibits/x?at=7'));

  it.each([
    'https://elsewhere.example',
    '//elsewhere.example',
    '/\\elsewhere.example',
    '/\t/elsewhere.example',
    'javascript:alert(1)',
    '/..//elsewhere.example',
    '',
  ])('is the home page instead of %j', (path) => expect(pathHere(path)).toBe('/'));
});

it('leaves out of an address what is not asked', () =>
  expect(address('/board', { q: 'a b', status: undefined })).toBe('/board?q=a+b'));
