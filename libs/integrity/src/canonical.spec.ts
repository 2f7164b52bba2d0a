import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonical } from './canonical.js';
import { parseJson, type Json } from './json.js';

const doubleOf = (hex: string) => Buffer.from(hex, 'hex').readDoubleBE();

describe('the vectors of RFC 8785', () => {
  it('section 3.2.2: literals, numbers and escapes', () => {
    const value = JSON.parse(
      String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
    ) as Json;
    expect(canonical(value)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('section 3.2.3: names are sorted by UTF-16 code units', () => {
    const value = JSON.parse(
      String.raw`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`,
    ) as Record<string, string>;
    const sorted = [
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ];
    expect([...canonical(value).matchAll(/:"([^"]*)"/g)].map(([, text]) => text)).toEqual(sorted);
  });

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('appendix B: the double %s is %s', (hex, text) => {
    expect(canonical(doubleOf(hex))).toBe(text);
  });

  it.each(['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000'])(
    'appendix B: the double %s has no form',
    (hex) => {
      expect(() => canonical(doubleOf(hex))).toThrow();
      expect(() => canonical({ a: [doubleOf(hex)] })).toThrow();
    },
  );
});

describe("the vectors beside the RFC (its author's json-canonicalization)", () => {
  it.each([
    [
      'French, whose own order differs',
      '{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ingnore locale"}',
      '{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ingnore locale"}',
    ],
    [
      'structures',
      String.raw`{"1":{"f":{"f":"hi","F":5},"\n":56.0},"10":{},"":"empty","a":{},"111":[{}],"A":{}}`,
      String.raw`{"":"empty","1":{"\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{}],"A":{},"a":{}}`,
    ],
    ['arrays', String.raw`[56,{"d":true,"10":null,"1":[]}]`, String.raw`[56,{"1":[],"10":null,"d":true}]`],
    [
      'unnormalised Unicode, which stays as it is',
      String.raw`{"Unnormalized Unicode":"A\u030a"}`,
      '{"Unnormalized Unicode":"A\u030a"}',
    ],
    [
      'weird names',
      String.raw`{"\u20ac":"Euro Sign","1":"One","\u0080":"Control\u007f","\ud83d\ude02":"Smiley","\u00f6":"o","\ufb33":"Dalet","</script>":"Browser Challenge"}`,
      '{"1":"One","</script>":"Browser Challenge","\u0080":"Control\u007f","ö":"o","€":"Euro Sign","😂":"Smiley","\ufb33":"Dalet"}',
    ],
  ])('%s', (_what, written, text) => {
    expect(canonical(JSON.parse(written) as Json)).toBe(text);
  });
});

describe('the canonical form', () => {
  it('escapes what ECMAScript escapes and nothing else', () => {
    const controls = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join('');
    expect(canonical(controls)).toBe(
      String.raw`"\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f` +
        String.raw`\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f"`,
    );
    expect(canonical('/\u007f\u2028\u2029é')).toBe('"/\u007f\u2028\u2029é"');
  });

  it('sorts German names by code unit, not by the alphabet', () => {
    expect(canonical({ zebra: 1, ähre: 2, Zebra: 3, apfel: 4 })).toBe('{"Zebra":3,"apfel":4,"zebra":1,"ähre":2}');
  });

  it('keeps a field that is called __proto__', () => {
    expect(canonical(JSON.parse('{"b":1,"__proto__":{"a":2}}') as Json)).toBe('{"__proto__":{"a":2},"b":1}');
  });

  it.each(['\ud800', 'a\udc00b', '\udc00\ud800'])(
    'does not exist of half a surrogate pair, in a value or a name',
    (text) => {
      expect(() => canonical(text)).toThrow();
      expect(() => canonical([text])).toThrow();
      expect(() => canonical({ [text]: 1 })).toThrow();
    },
  );

  it('leaves out a name without a value, and does not exist of no value at all', () => {
    expect(canonical({ a: undefined, b: 1 })).toBe('{"b":1}');
    expect(() => canonical(undefined as unknown as Json)).toThrow();
  });

  it('is what the library of the RFC makes, in whatever order names are written, and reads back as the same value', () => {
    const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json);
    fc.assert(
      fc.property(json, (value) => {
        const text = canonical(value);
        expect(text).toBe(canonicalize(value));
        expect(JSON.parse(text)).toEqual(value);
        expect(canonical(turnedRound(value))).toBe(text);
      }),
    );
  });

  it('of what the ledger takes is a text that the ledger takes', () => {
    expect(canonical(parseJson('{"b":-0,"a":[1,"é\\n"]}'))).toBe('{"a":[1,"é\\n"],"b":0}');
  });
});

function turnedRound(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(turnedRound);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, item]) => [name, turnedRound(item ?? null)]),
  );
}
