import type { BannerLabels } from '../labels.ts';

const cs: BannerLabels = {
  title: 'Vaše soukromí',
  text: 'Žádáme vás o souhlas s použitím údajů pro níže uvedené účely. Rozhodnutí je na vás a kdykoli ho můžete změnit.',
  policy: 'Zásady ochrany osobních údajů',
  acceptAll: 'Přijmout vše',
  rejectAll: 'Odmítnout vše',
  settings: 'Nastavení',
  save: 'Uložit výběr',
  close: 'Zavřít bez uložení',
  choices: 'Co nám povolíte?',
  contact: 'Jak vás smíme kontaktovat? Každý způsob vyžaduje samostatný souhlas.',
  reopen: 'Nastavení soukromí',
  necessary: 'Nezbytné',
  necessaryText:
    'To, bez čeho e-shop nemůže fungovat, například košík a tato volba. Souhlas k tomu není potřeba.',
  purposes: {
    analytics: 'Měření používání e-shopu',
    personalization: 'Doporučení přímo pro vás',
    marketing: 'Nabídky a reklama',
    linking: 'Propojení vašich návštěv e-shopu a našich prodejen',
  },
  descriptions: {
    analytics: 'Počítáme, které stránky a produkty si lidé prohlížejí, abychom e-shop zlepšovali.',
    personalization: 'Pamatujeme si, co si prohlížíte a kupujete, abychom vám ukázali, co se pro vás hodí.',
    marketing: 'Používáme to, co o vás víme, abychom vám připravovali nabídky a měřili účinnost své reklamy.',
    linking:
      'Spojujeme to, co děláte v e-shopu, v aplikaci a v našich prodejnách, aby nebylo nutné nic vysvětlovat dvakrát.',
  },
  channels: {
    email: 'E-mailem',
    sms: 'SMS zprávou',
    phone: 'Telefonicky',
    post: 'Dopisem',
    messaging: 'V aplikaci pro zasílání zpráv',
    app: 'Oznámeními z naší aplikace',
  },
  controller: 'Správce údajů: {controller}',
  recipients: 'Další příjemci údajů: {recipients}',
  noRecipients: 'Nikdo další údaje nedostává.',
  thirdCountries: 'Údaje se předávají i do třetích zemí: {countries}',
  storedFor: 'Doba uložení: {time}',
  right: 'Souhlas můžete kdykoli odvolat tlačítkem „{reopen}“; co proběhlo předtím, zůstává zákonné.',
  saved: 'Vaše volba je uložena.',
  withdrawn: 'Váš souhlas je odvolán.',
  adopted: 'Volby z vašeho účtu teď platí i zde.',
  privacyControl:
    'Váš prohlížeč nás žádá, abychom vaše údaje neprodávali ani nesdíleli. Reklamu necháme vypnutou, dokud ji zde nezapnete.',
  pending: 'čeká na vaše potvrzení',
  embedText:
    'Aby se zobrazil obsah služby {service}, váš prohlížeč odešle údaje službě {service}. Obsah se zobrazí jen s vaším souhlasem.',
  embedAllow: 'Povolit a zobrazit {service}',
};

export default cs;
