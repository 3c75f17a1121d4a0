import type { BannerLabels } from '../labels.ts';

const sk: BannerLabels = {
  title: 'Vaše súkromie',
  text: 'Žiadame vás o súhlas s použitím údajov na nižšie uvedené účely. Rozhodnutie je na vás a môžete ho kedykoľvek zmeniť.',
  policy: 'Zásady ochrany osobných údajov',
  acceptAll: 'Prijať všetko',
  rejectAll: 'Odmietnuť všetko',
  settings: 'Nastavenia',
  save: 'Uložiť výber',
  close: 'Zavrieť bez uloženia',
  choices: 'Čo nám povolíte?',
  contact: 'Ako vás smieme kontaktovať? Každý spôsob si vyžaduje samostatný súhlas.',
  reopen: 'Nastavenia súkromia',
  necessary: 'Nevyhnutné',
  necessaryText:
    'To, bez čoho e-shop nemôže fungovať, napríklad košík a táto voľba. Súhlas na to nie je potrebný.',
  purposes: {
    analytics: 'Meranie používania e-shopu',
    personalization: 'Odporúčania priamo pre vás',
    marketing: 'Ponuky a reklama',
    linking: 'Prepojenie vašich návštev e-shopu a našich predajní',
  },
  descriptions: {
    analytics: 'Počítame, ktoré stránky a produkty si ľudia pozerajú, aby sme e-shop zlepšovali.',
    personalization: 'Pamätáme si, čo si pozeráte a kupujete, aby sme vám ukázali, čo sa pre vás hodí.',
    marketing:
      'Používame to, čo o vás vieme, aby sme vám pripravovali ponuky a merali účinnosť svojej reklamy.',
    linking:
      'Spájame to, čo robíte v e-shope, v aplikácii a v našich predajniach, aby ste nemuseli nič vysvetľovať dvakrát.',
  },
  channels: {
    email: 'E-mailom',
    sms: 'SMS správou',
    phone: 'Telefonicky',
    post: 'Listom',
    messaging: 'Cez aplikáciu na posielanie správ',
    app: 'Upozorneniami z našej aplikácie',
  },
  controller: 'Prevádzkovateľ: {controller}',
  recipients: 'Ďalší príjemcovia údajov: {recipients}',
  noRecipients: 'Nikto iný údaje nedostáva.',
  thirdCountries: 'Údaje sa prenášajú aj do tretích krajín: {countries}',
  storedFor: 'Doba uchovávania: {time}',
  right: 'Súhlas môžete kedykoľvek odvolať tlačidlom „{reopen}“; čo sa udialo predtým, zostáva zákonné.',
  saved: 'Vaša voľba je uložená.',
  withdrawn: 'Váš súhlas je odvolaný.',
  adopted: 'Voľby z vášho účtu teraz platia aj tu.',
  privacyControl:
    'Váš prehliadač nás žiada, aby sme vaše údaje nepredávali ani nezdieľali. Reklamu necháme vypnutú, kým ju tu nezapnete.',
  pending: 'čaká na vaše potvrdenie',
  embedText:
    'Na zobrazenie obsahu služby {service} váš prehliadač odošle údaje službe {service}. Obsah sa zobrazí len s vaším súhlasom.',
  embedAllow: 'Povoliť a zobraziť {service}',
};

export default sk;
