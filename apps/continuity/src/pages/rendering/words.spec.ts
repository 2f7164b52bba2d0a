import { bailTag, bytes, count, lowerFirst, yearsAndMonths } from './words.js';

it.each([
  [1272, '106 years'],
  [147, '12 years 3 months'],
  [13, '1 year 1 month'],
  [8, '8 months'],
  [0, '0 months'],
])('%d months of custody are read as %s', (months, text) => expect(yearsAndMonths(months)).toBe(text));

it.each([
  [1, '1 charge'],
  [0, '0 charges'],
  [1204, '1,204 charges'],
])('%d is counted as %s', (number, text) => expect(count(number, 'charge')).toBe(text));

it.each([
  ['Serial number', 'serial number'],
  ['IMEI', 'IMEI'],
  ['', ''],
])('%s within a sentence is %s', (label, text) => expect(lowerFirst(label)).toBe(text));

it.each([
  [512, '512 bytes'],
  [63_864_569_856, '63.9 GB'],
  [128_000_000_000, '128 GB'],
  [2_000_398_934_016, '2 TB'],
])('%d bytes of image are read as %s', (size, text) => expect(bytes(size)).toBe(text));

it.each([
  [-1, 'has ended', 'red'],
  [0, 'last day', 'red'],
  [1, '1 day left', 'red'],
  [28, '28 days left', 'orange'],
  [29, '29 days left', 'green'],
])('bail with %d days to go is marked "%s" in %s', (daysLeft, text, colour) =>
  expect(bailTag(daysLeft)).toEqual({ text, colour }),
);
