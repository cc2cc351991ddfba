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

/** @returns the text as it can be printed, or undefined if the fonts cannot print all of it. */
export function printable(text: string): string | undefined {
  const drawn = text.normalize('NFC').replaceAll(INVISIBLE, '');
  if (FROM_RIGHT_TO_LEFT.test(drawn)) return undefined;
  const { faces } = load();
  const hasAll = (face: Font) =>
    [...drawn].every((character) => face.hasGlyphForCodePoint(character.codePointAt(0) ?? 0));
  return faces.every(hasAll) ? drawn : undefined;
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
