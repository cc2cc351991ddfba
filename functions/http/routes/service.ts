/** The routes of the service itself: its documentation, its health, and the first document of its page. */
import type { Route, TableRight } from '../route.ts';
import { READ } from './rights.ts';

/** Of documents and pages, which are the same for everybody. */
const PUBLIC = { method: 'GET', status: 200, publicSeconds: 300, table: [] as TableRight[] } as const;

export const SERVICE = {
  'answer-unknown': { method: 'ANY', path: '$default', status: 204, table: [] },
  'read-openapi': { ...PUBLIC, path: '/openapi.json' },
  'read-docs': {
    ...PUBLIC,
    path: '/docs',
    offers: ['text/html'],
  },
  'read-docs-file': {
    ...PUBLIC,
    path: '/docs/{file}',
    offers: ['text/css', 'text/javascript'],
  },
  'read-index': {
    method: 'GET',
    path: '/index.html',
    status: 200,
    offers: ['text/html'],
    table: ['BatchGetItem'],
    indexes: ['listings'],
    summarizes: true,
  },
  'read-token-keys': {
    ...PUBLIC,
    path: '/.well-known/jwks.json',
    table: ['GetItem'],
    limits: ['read'],
  },
  'read-limits': {
    method: 'GET',
    path: '/v1/limits',
    role: 'admin',
    status: 200,
    table: READ,
  },
  'read-health': { method: 'GET', path: '/v1/health', status: 200, table: ['GetItem'] },
} as const satisfies Record<string, Route>;
