/** The one tenant of a file. */
export const tenant = 'default';
