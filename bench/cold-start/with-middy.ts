/** The bare function with middy, the framework of all handlers. */
import middy from '@middy/core';
import { handler as bare } from './bare.ts';

export const handler = middy({ timeoutEarlyInMillis: 0 }).handler(bare);
