/** Ids are 128 bits in base64url: anything else cannot name anything. */
export const ID = /^[A-Za-z0-9_-]{22}$/;
