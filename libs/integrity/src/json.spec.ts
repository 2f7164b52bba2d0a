import fc from 'fast-check';
import { JsonProfileError, parseJson, textFault, type Json } from './json.js';

const faultsOf = (text: string) => {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof JsonProfileError) return error.faults.map(({ path, message }) => [path, message]);
    throw error;
  }
  return [];
};

const WHOLE = 'a number must be a whole number up to 2^53 - 1, written in digits; write a decimal as text';
const TWICE = 'stands twice in one object';
const NUL = 'must not contain the NUL character';
const HALF = 'must not contain half of a surrogate pair';
const NO_CHARACTER = 'must not contain what Unicode says is no character';

describe('what the ledger takes', () => {
  it.each([
    '{}',
    '[]',
    'null',
    'true',
    '""',
    '-12',
    '0',
    '9007199254740991',
    '-9007199254740991',
    ' { "a" : [ 1 , { } , [ ] , "x" , false , null ] ,\r\n\t"b" : { "a" : "" } } ',
    '{"a":{"a":1},"b":[{"a":1},{"a":2}]}',
    '{"quoted":"say \\"a\\": \\\\","backslash\\\\":"\\\\\\\\"}',
    '{"braces":"}],{\\"a\\":1,\\"a\\":2"}',
    '{"smile":"\\ud83d\\ude00 😀","price":"1.50","euro":"\\u20ac"}',
  ])('is %s', (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it('is every value whose numbers are whole and whose texts are text, however it is laid out', () => {
    const value = fc.letrec<{ json: Json }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: 'grapheme' }).filter((text) => textFault(text) === undefined),
        fc.maxSafeInteger().map((n) => n + 0),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('json')),
        fc.dictionary(fc.oneof(fc.string({ unit: 'grapheme-ascii' }), fc.constant('__proto__')), tie('json')),
      ),
    })).json;
    fc.assert(
      fc.property(value, fc.constantFrom('', '\t', '  '), (json, indent) => {
        const text = JSON.stringify(json, null, indent);
        expect(JSON.stringify(parseJson(text))).toBe(JSON.stringify(json));
      }),
    );
  });
});

describe('a name that stands twice in one object', () => {
  it.each([
    ['{"seal":"S1","seal":"S2"}', 'seal'],
    ['{"seal":"S1","seal":"S1"}', 'seal'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"a\\/b":1,"a/b":2}', 'a/b'],
    ['{"":1,"":2}', ''],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
    ['{"to":[{"id":1},{"id":1,"x":{},"id":2}]}', 'to.1.id'],
    ['{"a":{"b":1},"a":{"c":1}}', 'a'],
    ['{ "a" : 1 , "b" : "\\"" , "a"\n: 2 }', 'a'],
    ['{\t"a"\r:\t1,\r\n\t"a":\t2\r\n}', 'a'],
    ['{"a":false,"b":true,"c":null,"b":1}', 'b'],
  ])('is refused: %s', (text, path) => {
    expect(faultsOf(text)).toEqual([[path, TWICE]]);
  });

  it('is refused wherever it stands', () => {
    const names = fc.uniqueArray(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 8 });
    const places = fc.record({ names, first: fc.nat(), second: fc.nat() });
    fc.assert(
      fc.property(places, ({ names, first, second }) => {
        const written = names.map((name) => `${JSON.stringify(name)}:1`);
        expect(faultsOf(`{${written.join(',')}}`)).toEqual([]);
        const again = written[first % names.length] ?? '';
        written.splice(second % (names.length + 1), 0, again);
        expect(faultsOf(`{${written.join(',')}}`).map(([, message]) => message)).toEqual([TWICE]);
      }),
    );
  });
});

describe('a field called __proto__', () => {
  it('is a field like any other and changes no prototype', () => {
    const value = parseJson('{"__proto__":{"admin":true}}') as { admin?: boolean };
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(value.admin).toBeUndefined();
  });
});

describe('a number', () => {
  it.each([
    '1.5',
    '-0.1',
    '1.0',
    '1e3',
    '1E+3',
    '-1e-3',
    '1e400',
    '-1e400',
    '9007199254740992',
    '-9007199254740992',
    '9007199254740993',
    '123456789012345678901234567890',
  ])('is refused as %s', (text) => {
    expect(faultsOf(text)).toEqual([['', WHOLE]]);
    expect(faultsOf(`{"bytes":[0,${text} ,1]}`)).toEqual([['bytes.1', WHOLE]]);
  });

  it('is refused where JSON.parse would round it to a whole one', () => {
    expect(faultsOf('[0.99999999999999999999,9007199254740991.4,1e-400]')).toEqual([
      ['0', WHOLE],
      ['1', WHOLE],
      ['2', WHOLE],
    ]);
  });

  it('may be minus zero, which RFC 8785 writes as 0', () => {
    expect(parseJson('-0')).toBe(-0);
    expect(JSON.stringify(parseJson('{"n":-0}'))).toBe('{"n":0}');
  });
});

describe('a text', () => {
  it.each([
    ['NUL in a value', '{"a":"x\\u0000"}', [['a', NUL]]],
    ['NUL in a name', '{"a":{"x\\u0000":1}}', [['a', NUL]]],
    ['the first half of a pair, escaped', '{"a":"\\ud800"}', [['a', HALF]]],
    ['the second half of a pair, escaped', '["\\uDC00"]', [['0', HALF]]],
    ['both halves the wrong way round', '["\\udc00\\ud800"]', [['0', HALF]]],
    ['half of a pair, raw', '["\ud800"]', [['0', HALF]]],
    ['half of a pair in a name', '{"\\ud83d":1}', [['', HALF]]],
    ['half of a pair, raw, in a name', '{"a":{"\udfff":1}}', [['a', HALF]]],
    ['a noncharacter', '{"a":"\\uFFFE"}', [['a', NO_CHARACTER]]],
    ['a noncharacter, raw', '{"a":"\ufdd0"}', [['a', NO_CHARACTER]]],
    ['a noncharacter beyond the first plane', '{"a":"\\ud83f\\udffe"}', [['a', NO_CHARACTER]]],
  ])('with %s is refused', (_what, text, faults) => {
    expect(faultsOf(text)).toEqual(faults);
  });

  it('with an escaped backslash before u0000 is only that', () => {
    expect(parseJson('"\\\\u0000"')).toBe('\\u0000');
  });

  it('with a character whose second half is that of a noncharacter passes', () => {
    expect(parseJson('"\\ud83d\\udfff"')).toBe('\ud83d\udfff');
  });

  it('of a megabyte is read quickly, whatever it is made of', () => {
    for (const piece of ['a', '\\"', '\\\\', '\\u00e9', '😀', '{', '":1,"']) {
      const text = JSON.stringify({ note: piece.repeat(1_000_000 / piece.length) });
      const begun = performance.now();
      parseJson(text);
      expect(performance.now() - begun).toBeLessThan(2_000);
    }
  });
});

describe('a hostile text', () => {
  it('of a hundred thousand brackets is refused, not crashed on', () => {
    expect(faultsOf('['.repeat(100_000) + ']'.repeat(100_000)).map(([, message]) => message)).toEqual([
      'nested deeper than 32 levels',
    ]);
    expect(faultsOf('{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)).map(([, message]) => message)).toEqual([
      'nested deeper than 32 levels',
    ]);
  });

  it('may be nested 32 levels deep', () => {
    expect(faultsOf('['.repeat(32) + ']'.repeat(32))).toEqual([]);
    expect(faultsOf('['.repeat(33) + ']'.repeat(33))).toHaveLength(1);
  });

  it('of a million faults under a long name is told a few of them, shortly', () => {
    const faults = faultsOf(`{"${'x'.repeat(500_000)}":[${'0.5,'.repeat(100_000)}1]}`);
    expect(faults).toHaveLength(20);
    expect(JSON.stringify(faults).length).toBeLessThan(10_000);
  });

  it.each(['', '{', '{"a":1,}', '[1 2]', "{'a':1}", 'NaN', '01', '"\u0001"', '{}{}', '\ufeff{}'])(
    'that is not JSON is a SyntaxError: %j',
    (text) => {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    },
  );
});

it('tells every fault with its path, in the order of the text', () => {
  expect(faultsOf('{"a":0.5,"b":[{"c":"\\u0000"}],"a":1}')).toEqual([
    ['a', WHOLE],
    ['b.0.c', NUL],
    ['a', TWICE],
  ]);
});
