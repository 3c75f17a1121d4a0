import type { BannerLabels } from '../labels.ts';

const et: BannerLabels = {
  title: 'Teie privaatsus',
  text: 'Palume teie nõusolekut kasutada andmeid allpool nimetatud eesmärkidel. Otsustate teie ja võite igal ajal meelt muuta.',
  policy: 'Privaatsuspoliitika',
  acceptAll: 'Nõustu kõigiga',
  rejectAll: 'Keeldu kõigist',
  settings: 'Seaded',
  save: 'Salvesta valik',
  close: 'Sulge salvestamata',
  choices: 'Mida te lubate?',
  contact: 'Kuidas tohime teiega ühendust võtta? Iga viisi jaoks on vaja eraldi nõusolekut.',
  reopen: 'Privaatsusseaded',
  necessary: 'Vajalik',
  necessaryText: 'See, milleta e-pood ei toimi, näiteks ostukorv ja see valik. Selleks pole nõusolekut vaja.',
  purposes: {
    analytics: 'E-poe kasutamise mõõtmine',
    personalization: 'Teile sobivad soovitused',
    marketing: 'Pakkumised ja reklaam',
    linking: 'Teie e-poe ja kaupluste külastuste ühendamine',
  },
  descriptions: {
    analytics: 'Loendame, milliseid lehti ja tooteid vaadatakse, et e-poodi paremaks muuta.',
    personalization: 'Jätame meelde, mida te vaatate ja ostate, et näidata teile sobivat.',
    marketing:
      'Kasutame seda, mida teie kohta teame, et teha teile pakkumisi ja mõõta oma reklaami tulemuslikkust.',
    linking:
      'Ühendame selle, mida teete e-poes, rakenduses ja meie kauplustes, et te ei peaks midagi kaks korda selgitama.',
  },
  channels: {
    email: 'E-kirjaga',
    sms: 'Tekstisõnumiga',
    phone: 'Telefoni teel',
    post: 'Postiga',
    messaging: 'Sõnumirakenduse kaudu',
    app: 'Rakenduse teavitustega',
  },
  controller: 'Vastutav töötleja: {controller}',
  recipients: 'Muud andmete vastuvõtjad: {recipients}',
  noRecipients: 'Keegi teine andmeid ei saa.',
  thirdCountries: 'Andmeid edastatakse ka kolmandatesse riikidesse: {countries}',
  storedFor: 'Säilitamise aeg: {time}',
  right: 'Võite nõusoleku igal ajal tagasi võtta nupuga „{reopen}“; enne seda tehtu jääb seaduslikuks.',
  saved: 'Teie valik on salvestatud.',
  withdrawn: 'Teie nõusolek on tagasi võetud.',
  adopted: 'Teie kontol tehtud valikud kehtivad nüüd ka siin.',
  privacyControl:
    'Teie brauser palub meil teie andmeid mitte müüa ega jagada. Reklaam jääb väljalülitatuks, kui te seda siin sisse ei lülita.',
  pending: 'ootab teie kinnitust',
  embedText:
    'Teenuse {service} sisu näitamiseks saadab teie brauser andmeid teenusele {service}. Sisu näidatakse ainult teie nõusolekul.',
  embedAllow: 'Luba ja näita: {service}',
};

export default et;
