/** Serves the files that the page of the documentation loads. */
import { endpoint } from '../compose-frame.ts';
import { Refusal } from '../domain/model/refusal.ts';
import { acceptsGzip } from '../http/accept.ts';
import { viewerFile } from '../http/docs/viewer-files.ts';

export const handler = endpoint('read-docs-file', {}, async ({ file: name, acceptEncoding }) => {
  const file = viewerFile(name);
  if (file === undefined) throw new Refusal('not-found', 'The documentation has no such file.');
  const isGzipped = acceptsGzip(acceptEncoding);
  return {
    file: isGzipped ? file.gzipped : file.plain,
    headers: {
      etag: file.etag,
      'content-type': file.type,
      vary: 'accept-encoding',
      ...(isGzipped && { 'content-encoding': 'gzip' }),
    },
  };
});
