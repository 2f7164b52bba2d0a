import { csvLine } from './csv.js';

it.each([
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['+44 1', "'+44 1"],
  ['-2', "'-2"],
  ['@SUM(A1)', "'@SUM(A1)"],
  [' =1+1', "' =1+1"],
  ['\t=1', "'\t=1"],
])('a value such as %j calculates nothing', (value, written) => expect(csvLine([value])).toBe(`${written}\r\n`));

it('commas, quotes and line ends stay inside their value', () =>
  expect(csvLine(['a,b', 'say "x"', 'one\ntwo', null, 7])).toBe('"a,b","say ""x""","one\ntwo",,7\r\n'));
