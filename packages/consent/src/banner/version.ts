/** The version of this package, for the record of what showed the words; a test compares it with package.json. */
export const version = '0.0.0';
