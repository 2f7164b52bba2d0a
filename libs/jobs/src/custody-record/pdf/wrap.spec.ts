import { wrap } from './wrap.js';

const measure = (text: string) => text.length;

it.each([
  ['breaks at spaces', 'sealed bag handed over', 11, ['sealed bag ', 'handed over ']],
  ['breaks a word wider than a line between characters', 'hash 0123456789', 6, ['hash ', '012345', '6789 ']],
  ['goes on after the rest of a broken word', '01234567 ok', 6, ['012345', '67 ok ']],
  ['keeps an empty cell one line high', '', 6, [' ']],
  ['never parts a letter from its accents', 'e\u0301e\u0301', 2, ['e\u0301', 'e\u0301 ']],
])('%s', (_, text, width, lines) => expect(wrap(text, width, measure)).toEqual(lines));
