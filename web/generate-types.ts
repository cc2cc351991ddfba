/**
 * Writes the types of the API from the OpenAPI document, which is rendered from the source: no service has to run. The
 * build needs no types; `npm run check` generates them anew.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { openApiDocument } from '../functions/http/openapi/document.ts';

const FOLDER = path.join(import.meta.dirname, '.generated');

const nodes = await openapiTS(JSON.stringify(openApiDocument('https://boxoffice.example')));
mkdirSync(FOLDER, { recursive: true });
writeFileSync(path.join(FOLDER, 'api.d.ts'), astToString(nodes));
