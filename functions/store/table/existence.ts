/** Conditions on whether an item exists. */

/** The item does not exist yet, so a repeated request cannot create a second one. */
export const IS_NEW = 'attribute_not_exists(pk)';

/** The item exists. */
export const EXISTS = 'attribute_exists(pk)';

/** The item may exist or not: always true, for an action that another condition of its transaction guards. */
export const MAY_EXIST = 'attribute_exists(pk) OR attribute_not_exists(pk)';
