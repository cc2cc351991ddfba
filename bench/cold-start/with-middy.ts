/** The frame that every handler stands in. */
import middy from '@middy/core';
import { handler as bare } from './bare.ts';

export const handler = middy({ timeoutEarlyInMillis: 0 }).handler(bare);
