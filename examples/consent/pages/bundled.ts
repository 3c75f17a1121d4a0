// By a bundler: the manager and the banner are two imports of the shop's own script.
import { createConsentManager } from '@rialto/consent';
import '@rialto/consent/banner';
import { furnish } from './furnish.ts';
import { optionsOfPage } from './options.ts';
import { at } from './show-page.ts';

const consent = createConsentManager(optionsOfPage());
at<HTMLElementTagNameMap['rialto-consent']>('rialto-consent').manager = consent;
furnish(consent);
