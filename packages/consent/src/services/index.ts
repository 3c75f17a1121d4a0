// @rialto/consent/services: the port for TCF and recognised consent services.
export { type ConsentService, connectConsentService } from './connect-consent-service.ts';
export type { ServiceAnswers } from './service-answers.ts';
