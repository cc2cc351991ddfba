/**
 * The format of ids, 128 bits in base64url. A text of another format is rejected before the store is read.
 */
export const ID = /^[A-Za-z0-9_-]{22}$/;
