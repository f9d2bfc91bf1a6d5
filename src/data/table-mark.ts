/** What every table has, so that code which may meet one can tell without bundling all that tables do. */
export const IS_TABLE = Symbol('table');
