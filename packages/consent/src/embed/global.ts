// The script tag of embeds without a build step. The tag stands in packages/consent/README.md.
import { startEmbeds } from './start-embeds.ts';

if (typeof document !== 'undefined') startEmbeds(document.currentScript);
