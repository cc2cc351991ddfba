/**
 * Reads the files that the page of the documentation loads: those of swagger-ui, the viewer, and two of our own. In a
 * deployment they are in a folder beside the bundle, elsewhere in this folder and in the package of the viewer.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pageFiles } from '../page-files.ts';

const NAMES = ['page.css', 'start-viewer.js', 'swagger-ui.css', 'swagger-ui-bundle.js'];

/** @returns undefined if there is no such file. */
export const viewerFile = pageFiles(NAMES, placeOf);

function placeOf(name: string): string {
  const here = path.join(import.meta.dirname, name);
  if (existsSync(here)) return here;
  const viewer = createRequire(import.meta.url).resolve('swagger-ui-dist/package.json');
  return path.join(path.dirname(viewer), name);
}
