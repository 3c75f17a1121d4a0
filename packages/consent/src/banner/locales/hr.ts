import type { BannerLabels } from '../labels.ts';

const hr: BannerLabels = {
  title: 'Vaša privatnost',
  text: 'Molimo vas za privolu za korištenje podataka u svrhe navedene u nastavku. Odluka je vaša i možete je promijeniti u svakom trenutku.',
  policy: 'Pravila privatnosti',
  acceptAll: 'Prihvati sve',
  rejectAll: 'Odbij sve',
  settings: 'Postavke',
  save: 'Spremi odabir',
  close: 'Zatvori bez spremanja',
  choices: 'Što dopuštate?',
  contact: 'Kako vam se smijemo obratiti? Za svaki način potrebna je zasebna privola.',
  reopen: 'Postavke privatnosti',
  necessary: 'Nužno',
  necessaryText:
    'Ono bez čega web-trgovina ne može raditi, na primjer košarica i ovaj odabir. Za to nije potrebna privola.',
  purposes: {
    analytics: 'Mjerenje korištenja web-trgovine',
    personalization: 'Preporuke prilagođene vama',
    marketing: 'Ponude i oglašavanje',
    linking: 'Povezivanje vaših posjeta web-trgovini i našim prodavaonicama',
  },
  descriptions: {
    analytics: 'Brojimo koje se stranice i proizvodi pregledavaju kako bismo poboljšali web-trgovinu.',
    personalization: 'Pamtimo što gledate i kupujete kako bismo vam prikazali ono što vam odgovara.',
    marketing:
      'Koristimo ono što znamo o vama kako bismo vam pripremili ponude i mjerili učinak oglašavanja.',
    linking:
      'Povezujemo ono što radite u web-trgovini, u aplikaciji i u našim prodavaonicama kako ne biste morali sve objašnjavati dvaput.',
  },
  channels: {
    email: 'E-poštom',
    sms: 'SMS-om',
    phone: 'Telefonom',
    post: 'Pismom',
    messaging: 'Aplikacijom za razmjenu poruka',
    app: 'Obavijestima iz aplikacije',
  },
  controller: 'Voditelj obrade: {controller}',
  recipients: 'Drugi primatelji podataka: {recipients}',
  noRecipients: 'Nitko drugi ne prima podatke.',
  thirdCountries: 'Podaci se prenose i u treće zemlje: {countries}',
  storedFor: 'Razdoblje pohrane: {time}',
  right:
    'Privolu možete u svakom trenutku povući putem gumba „{reopen}”; ono što je dotad učinjeno ostaje zakonito.',
  saved: 'Vaš je odabir spremljen.',
  withdrawn: 'Vaša je privola povučena.',
  adopted: 'Odabiri iz vašeg računa sada vrijede i ovdje.',
  privacyControl:
    'Vaš preglednik traži da ne prodajemo i ne dijelimo vaše podatke. Oglašavanje ostaje isključeno, osim ako ga ovdje ne uključite.',
  pending: 'čeka vašu potvrdu',
  embedText:
    'Za prikaz sadržaja usluge {service} vaš preglednik šalje podatke usluzi {service}. Sadržaj se prikazuje samo uz vašu privolu.',
  embedAllow: 'Dopusti i prikaži {service}',
};

export default hr;
