// @rialto/browser/validate: holds what a page tracks against its plan, while it is being built. The one door for pages that has zod.
export { type ValidateOptions, validate } from './validate.ts';
