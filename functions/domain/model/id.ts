import { ID_CHARACTERS } from './limits.ts';

/**
 * The format of ids, 128 bits in base64url. A text of another format is rejected before the store is read.
 */
export const ID = new RegExp(`^[A-Za-z0-9_-]{${ID_CHARACTERS}}$`);
