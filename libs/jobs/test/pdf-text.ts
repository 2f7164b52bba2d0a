import { inflateSync } from 'node:zlib';

export interface ReadPdf {
  /** The text of each page, in drawing order, lines apart. */
  readonly pages: readonly string[];
  /** The file as Latin-1: its dictionaries can be read in it. */
  readonly raw: string;
}

/** Reads back a PDF as pdfkit writes them: objects in the open, streams deflated, text as glyph ids with a ToUnicode table. */
export function readPdf(bytes: Uint8Array): ReadPdf {
  const raw = Buffer.from(bytes).toString('latin1');
  const objects = new Map<string, string>();
  for (const [, id = '', body = ''] of raw.matchAll(/\n(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) objects.set(id, body);
  const at = (reference: string | undefined): string => objects.get(reference ?? '') ?? '';
  const reference = (body: string, key: string): string | undefined => new RegExp(`/${key} (\\d+) 0 R`).exec(body)?.[1];

  const pages = [...raw.matchAll(/\n\d+ 0 obj\n(<<\n\/Type \/Page\n[\s\S]*?)\nendobj/g)].map(([, page = '']) => {
    const fonts = new Map<string, ReadonlyMap<string, string>>();
    for (const [, name = '', font] of at(reference(page, 'Resources')).matchAll(/\/(F\d+) (\d+) 0 R/g))
      fonts.set(name, unicodeOf(inflated(at(reference(at(font), 'ToUnicode')))));
    return textOf(inflated(at(reference(page, 'Contents'))), fonts);
  });
  return { pages, raw };
}

function inflated(body: string): string {
  const stream = /stream\n([\s\S]*)\nendstream/.exec(body)?.[1] ?? '';
  return inflateSync(Buffer.from(stream, 'latin1')).toString('latin1');
}

function unicodeOf(table: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, start = '', , list = ''] of table.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/g)) {
    [...list.matchAll(/<([0-9a-f ]*)>/g)].forEach(([, hex = ''], index) => {
      const glyph = (parseInt(start, 16) + index).toString(16).padStart(4, '0');
      found.set(glyph, Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'));
    });
  }
  return found;
}

function textOf(content: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>): string {
  let font: ReadonlyMap<string, string> = new Map();
  let text = '';
  for (const [, name, shown] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name !== undefined) font = fonts.get(name) ?? new Map();
    for (const [, hex = ''] of (shown ?? '').matchAll(/<([0-9a-f]*)>/g))
      text += (hex.match(/.{4}/g) ?? []).map((glyph) => font.get(glyph) ?? '\uFFFD').join('');
    if (shown !== undefined) text += '\n';
  }
  return text;
}
