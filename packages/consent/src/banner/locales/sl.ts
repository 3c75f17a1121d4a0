import type { BannerLabels } from '../labels.ts';

const sl: BannerLabels = {
  title: 'Vaša zasebnost',
  text: 'Prosimo vas za privolitev v uporabo podatkov za spodaj navedene namene. Odločitev je vaša in jo lahko kadar koli spremenite.',
  policy: 'Politika zasebnosti',
  acceptAll: 'Sprejmi vse',
  rejectAll: 'Zavrni vse',
  settings: 'Nastavitve',
  save: 'Shrani izbiro',
  close: 'Zapri brez shranjevanja',
  choices: 'Kaj dovolite?',
  contact: 'Kako smemo stopiti v stik z vami? Za vsak način je potrebna ločena privolitev.',
  reopen: 'Nastavitve zasebnosti',
  necessary: 'Nujno potrebno',
  necessaryText:
    'Tisto, brez česar spletna trgovina ne more delovati, na primer košarica in ta izbira. Za to privolitev ni potrebna.',
  purposes: {
    analytics: 'Merjenje uporabe spletne trgovine',
    personalization: 'Priporočila po vaši meri',
    marketing: 'Ponudbe in oglaševanje',
    linking: 'Povezovanje vaših obiskov spletne trgovine in naših prodajaln',
  },
  descriptions: {
    analytics: 'Štejemo, katere strani in izdelke si ljudje ogledajo, da izboljšujemo spletno trgovino.',
    personalization: 'Zapomnimo si, kaj si ogledate in kupite, da vam pokažemo, kar vam ustreza.',
    marketing: 'Uporabljamo, kar vemo o vas, da vam pripravimo ponudbe in merimo učinek svojega oglaševanja.',
    linking:
      'Povežemo, kar počnete v spletni trgovini, v aplikaciji in v naših prodajalnah, da vam ničesar ni treba razlagati dvakrat.',
  },
  channels: {
    email: 'Po e-pošti',
    sms: 'S sporočilom SMS',
    phone: 'Po telefonu',
    post: 'S pismom',
    messaging: 'Prek aplikacije za sporočanje',
    app: 'Z obvestili aplikacije',
  },
  controller: 'Upravljavec podatkov: {controller}',
  recipients: 'Drugi uporabniki podatkov: {recipients}',
  noRecipients: 'Podatkov ne prejme nihče drug.',
  thirdCountries: 'Podatki se prenašajo tudi v tretje države: {countries}',
  storedFor: 'Obdobje hrambe: {time}',
  right:
    'Privolitev lahko kadar koli prekličete z gumbom »{reopen}«; kar je bilo storjeno pred tem, ostane zakonito.',
  saved: 'Vaša izbira je shranjena.',
  withdrawn: 'Vaša privolitev je preklicana.',
  adopted: 'Izbire iz vašega računa zdaj veljajo tudi tukaj.',
  privacyControl:
    'Vaš brskalnik nas prosi, naj vaših podatkov ne prodajamo in ne delimo. Oglaševanje ostane izklopljeno, razen če ga tukaj vklopite.',
  pending: 'čaka na vašo potrditev',
  embedText:
    'Za prikaz vsebine storitve {service} vaš brskalnik pošlje podatke storitvi {service}. Vsebina se prikaže samo z vašo privolitvijo.',
  embedAllow: 'Dovoli in prikaži {service}',
};

export default sl;
