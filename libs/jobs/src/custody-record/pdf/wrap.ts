/**
 * Breaks text into lines no wider than `width`, at spaces; a word that is wider than a line, between characters. A line that
 * ends with a word ends with a space, which nobody sees: without it a screen reader runs the words of two lines together.
 */
export function wrap(text: string, width: number, measure: (text: string) => number): readonly string[] {
  const lines: string[] = [];
  const space = measure(' ');
  let line = '';
  let used = 0;
  for (const word of text.split(' ')) {
    const wide = measure(word);
    if (line !== '' && used + space + wide > width) {
      lines.push(`${line} `);
      line = '';
    }
    if (wide > width) {
      const pieces = cut(word, width, measure);
      lines.push(...pieces.slice(0, -1));
      line = pieces.at(-1) ?? '';
      used = measure(line);
    } else {
      used = line === '' ? wide : used + space + wide;
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, `${line} `];
}

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

function cut(word: string, width: number, measure: (text: string) => number): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const { segment } of characters.segment(word)) {
    if (piece !== '' && measure(piece + segment) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += segment;
  }
  return [...pieces, piece];
}
