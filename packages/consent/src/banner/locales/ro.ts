import type { BannerLabels } from '../labels.ts';

const ro: BannerLabels = {
  title: 'Confidențialitatea dumneavoastră',
  text: 'Vă cerem consimțământul pentru a folosi date în scopurile de mai jos. Dumneavoastră decideți și vă puteți răzgândi oricând.',
  policy: 'Politica de confidențialitate',
  acceptAll: 'Acceptați tot',
  rejectAll: 'Refuzați tot',
  settings: 'Setări',
  save: 'Salvați selecția',
  close: 'Închideți fără salvare',
  choices: 'Ce permiteți?',
  contact: 'Cum vă putem contacta? Fiecare cale necesită un consimțământ separat.',
  reopen: 'Setări de confidențialitate',
  necessary: 'Necesare',
  necessaryText:
    'Lucrurile fără de care magazinul online nu poate funcționa, precum coșul și această alegere. Pentru ele nu este nevoie de consimțământ.',
  purposes: {
    analytics: 'Măsurarea utilizării magazinului online',
    personalization: 'Recomandări potrivite pentru dumneavoastră',
    marketing: 'Oferte și publicitate',
    linking: 'Corelarea vizitelor dumneavoastră în magazinul online și în magazinele noastre fizice',
  },
  descriptions: {
    analytics: 'Numărăm paginile și produsele vizualizate, pentru a îmbunătăți magazinul online.',
    personalization: 'Reținem la ce vă uitați și ce cumpărați, pentru a vă arăta ce vi se potrivește.',
    marketing:
      'Folosim ce știm despre dumneavoastră pentru a vă face oferte și a măsura eficiența publicității noastre.',
    linking:
      'Punem laolaltă ce faceți în magazinul online, în aplicație și în magazinele noastre fizice, ca să nu fie nevoie să explicați de două ori.',
  },
  channels: {
    email: 'Prin e-mail',
    sms: 'Prin SMS',
    phone: 'Prin telefon',
    post: 'Prin scrisoare',
    messaging: 'Prin aplicații de mesagerie',
    app: 'Prin notificări din aplicație',
  },
  controller: 'Operator de date: {controller}',
  recipients: 'Alți destinatari ai datelor: {recipients}',
  noRecipients: 'Nimeni altcineva nu primește datele.',
  thirdCountries: 'Datele ajung și în țări terțe: {countries}',
  storedFor: 'Perioada de stocare: {time}',
  right: 'Vă puteți retrage consimțământul oricând prin „{reopen}”; ce s-a făcut înainte rămâne legal.',
  saved: 'Alegerea dumneavoastră a fost salvată.',
  withdrawn: 'Consimțământul dumneavoastră a fost retras.',
  adopted: 'Alegerile din contul dumneavoastră sunt valabile acum și aici.',
  privacyControl:
    'Browserul dumneavoastră ne cere să nu vindem și să nu distribuim datele dumneavoastră. Publicitatea rămâne dezactivată cât timp nu o activați aici.',
  pending: 'în așteptarea confirmării dumneavoastră',
  embedText:
    'Pentru a afișa conținut de la {service}, browserul dumneavoastră trimite date către {service}. Conținutul este afișat numai cu consimțământul dumneavoastră.',
  embedAllow: 'Permiteți și afișați {service}',
};

export default ro;
