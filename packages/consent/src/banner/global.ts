// The script tag without a build step. The tag stands in packages/consent/README.md.
import { startFromScript } from './start-from-script.ts';

startFromScript(document.currentScript);
