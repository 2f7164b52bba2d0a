import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/**
 * DejaVu Sans Condensed: Latin with every diacritic, Greek, Cyrillic, Armenian, Georgian. PDF's built-in Helvetica cannot
 * write a Polish or a Welsh name. Embedded, reduced to the characters used.
 */
export interface Typeface {
  readonly regular: Uint8Array;
  readonly bold: Uint8Array;
}

const nearby = createRequire(import.meta.url);
const fontFile = (name: string): Promise<Uint8Array> => readFile(nearby.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));

let loaded: Promise<Typeface> | undefined;

export function typeface(): Promise<Typeface> {
  loaded ??= Promise.all([fontFile('DejaVuSansCondensed'), fontFile('DejaVuSansCondensed-Bold')]).then(
    ([regular, bold]) => ({ regular, bold }),
  );
  return loaded;
}

/**
 * Text as it can be printed: one line, composed, and what the font has no sign for as its code point, [U+4E2D]. An empty
 * box would hide that something stands there.
 */
export function printable(text: string, canShow: (codePoint: number) => boolean): string {
  if (/^[!-~]+(?: [!-~]+)*$/.test(text)) return text; // nearly all of it
  let shown = '';
  for (const character of text.normalize('NFC').replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')) {
    const codePoint = character.codePointAt(0) ?? 0;
    shown += canShow(codePoint) ? character : `[U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}]`;
  }
  return shown.trim();
}
