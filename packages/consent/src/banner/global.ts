// The script tag without a build step. The tag stands in packages/consent/README.md.
import { startFromScript } from './start-from-script.ts';

if (typeof document !== 'undefined') startFromScript(document.currentScript);
