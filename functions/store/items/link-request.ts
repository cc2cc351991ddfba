/** What requests for a link to an address have in common: to reset a password, and to complete a registration. */

/** The request was not noted yet, and the link of the last one for the address does not work any more. */
export const LINK_MAY_BE_REQUESTED =
  'attribute_not_exists(pk) OR (requestId <> :requestId AND requestedAt <= :notSince)';
