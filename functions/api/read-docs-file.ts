/** Serves the files that the page of the documentation loads. */
import { endpoint } from '../compose-frame.ts';
import { Refusal } from '../domain/model/refusal.ts';
import { viewerFile } from '../http/docs/viewer-files.ts';
import { pageFileAnswer } from '../http/page-files.ts';

export const handler = endpoint('read-docs-file', {}, async ({ file: name, acceptEncoding }) => {
  const file = viewerFile(name);
  if (file === undefined) throw new Refusal('not-found', 'The documentation has no such file.');
  return pageFileAnswer(file, acceptEncoding);
});
