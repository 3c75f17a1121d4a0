import type { BannerLabels } from '../labels.ts';

const nl: BannerLabels = {
  title: 'Uw privacy',
  text: 'Wij vragen uw toestemming om gegevens te gebruiken voor de onderstaande doeleinden. U beslist en kunt op elk moment van gedachten veranderen.',
  policy: 'Privacyverklaring',
  acceptAll: 'Alles accepteren',
  rejectAll: 'Alles weigeren',
  settings: 'Instellingen',
  save: 'Selectie opslaan',
  close: 'Sluiten zonder opslaan',
  choices: 'Wat staat u toe?',
  contact: 'Hoe mogen wij contact met u opnemen? Voor elke manier is aparte toestemming nodig.',
  reopen: 'Privacy-instellingen',
  necessary: 'Noodzakelijk',
  necessaryText:
    'Wat de webshop nodig heeft om te werken, zoals de winkelwagen en deze keuze. Hiervoor is geen toestemming nodig.',
  purposes: {
    analytics: 'Meten hoe de webshop wordt gebruikt',
    personalization: 'Aanbevelingen die bij u passen',
    marketing: 'Aanbiedingen en reclame',
    linking: 'Uw bezoeken aan de webshop en onze winkels aan elkaar koppelen',
  },
  descriptions: {
    analytics: 'Wij tellen welke pagina’s en producten worden bekeken, om de webshop te verbeteren.',
    personalization: 'Wij onthouden wat u bekijkt en koopt, om u te laten zien wat bij u past.',
    marketing: 'Wij gebruiken wat wij van u weten om u aanbiedingen te doen en onze reclame te meten.',
    linking:
      'Wij brengen samen wat u doet in de webshop, in de app en in onze winkels, zodat u niets twee keer hoeft uit te leggen.',
  },
  channels: {
    email: 'Per e-mail',
    sms: 'Per sms',
    phone: 'Per telefoon',
    post: 'Per brief',
    messaging: 'Via een berichtenapp',
    app: 'Via meldingen van de app',
  },
  controller: 'Verwerkingsverantwoordelijke: {controller}',
  recipients: 'Andere ontvangers van de gegevens: {recipients}',
  noRecipients: 'Niemand anders ontvangt de gegevens.',
  thirdCountries: 'Gegevens gaan ook naar derde landen: {countries}',
  storedFor: 'Bewaartermijn: {time}',
  right:
    'U kunt uw toestemming op elk moment intrekken via ‘{reopen}’; wat daarvoor is gebeurd, blijft rechtmatig.',
  saved: 'Uw keuze is opgeslagen.',
  withdrawn: 'Uw toestemming is ingetrokken.',
  adopted: 'De keuzes uit uw account gelden nu ook hier.',
  privacyControl:
    'Uw browser vraagt ons om uw gegevens niet te verkopen of te delen. Reclame blijft uitgeschakeld, tenzij u die hier inschakelt.',
  pending: 'wacht op uw bevestiging',
  embedText:
    'Om inhoud van {service} te tonen, stuurt uw browser gegevens naar {service}. De inhoud wordt alleen met uw toestemming getoond.',
  embedAllow: '{service} toestaan en tonen',
};

export default nl;
