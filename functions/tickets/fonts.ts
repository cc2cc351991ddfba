/**
 * Reads the fonts of printed tickets, and tells which texts they can print. DejaVu Sans has Latin, Greek,
 * Cyrillic, Armenian and Georgian letters, among others. In a deployment its files are beside the bundle,
 * elsewhere in its package.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { create, type Font } from 'fontkit';

export type Fonts = { regular: Buffer; bold: Buffer };

/** The characters that a font need not have, because they are not drawn. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/** Emoji, and the modifiers and flag letters that are drawn with them. */
const PICTURE = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]/gu;
/** Written from right to left: the words would be printed in the wrong order. */
const FROM_RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Nko}]/u;

let loaded: { files: Fonts; faces: Font[] } | undefined;

function load() {
  if (loaded === undefined) {
    const [regular, bold] = [read('DejaVuSans.ttf'), read('DejaVuSans-Bold.ttf')];
    loaded = { files: { regular, bold }, faces: [regular, bold].map(faceOf) };
  }
  return loaded;
}

/** @returns the files of the fonts, read once. */
export function fonts(): Fonts {
  return load().files;
}

/**
 * @returns the text as it can be printed, without pictures such as emoji that the fonts do not have; undefined
 * if they do not have all other characters.
 */
export function printable(text: string): string | undefined {
  const { faces } = load();
  const isDrawn = (character: string) =>
    faces.every((face) => face.hasGlyphForCodePoint(character.codePointAt(0) ?? 0));
  const visible = text.normalize('NFC').replaceAll(INVISIBLE, '');
  const drawn = visible.replaceAll(PICTURE, (picture) => (isDrawn(picture) ? picture : '')).trim();
  const isComplete = drawn !== '' && !FROM_RIGHT_TO_LEFT.test(drawn) && [...drawn].every(isDrawn);
  return isComplete ? drawn : undefined;
}

function faceOf(file: Buffer): Font {
  const font = create(file);
  if (!('hasGlyphForCodePoint' in font)) throw new Error('The font file is a collection, not one font.');
  return font;
}

function read(name: string): Buffer {
  const here = path.join(import.meta.dirname, name);
  if (existsSync(here)) return readFileSync(here);
  const fontPackage = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json');
  return readFileSync(path.join(path.dirname(fontPackage), 'ttf', name));
}
