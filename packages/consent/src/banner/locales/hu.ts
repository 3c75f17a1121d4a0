import type { BannerLabels } from '../labels.ts';

const hu: BannerLabels = {
  title: 'Az Ön adatainak védelme',
  text: 'A hozzájárulását kérjük ahhoz, hogy adatokat használjunk az alábbi célokra. Ön dönt, és a döntését bármikor megváltoztathatja.',
  policy: 'Adatvédelmi tájékoztató',
  acceptAll: 'Összes elfogadása',
  rejectAll: 'Összes elutasítása',
  settings: 'Beállítások',
  save: 'Választás mentése',
  close: 'Bezárás mentés nélkül',
  choices: 'Mit engedélyez?',
  contact: 'Hogyan kereshetjük meg Önt? Minden módhoz külön hozzájárulás szükséges.',
  reopen: 'Adatvédelmi beállítások',
  necessary: 'Szükséges',
  necessaryText:
    'Ami nélkül a webáruház nem működik, például a kosár és ez a választás. Ehhez nem kell hozzájárulás.',
  purposes: {
    analytics: 'A webáruház használatának mérése',
    personalization: 'Önre szabott termékjavaslatok',
    marketing: 'Ajánlatok és reklámok',
    linking: 'A webáruházban és az üzleteinkben tett látogatásainak összekapcsolása',
  },
  descriptions: {
    analytics:
      'Megszámoljuk, mely oldalakat és termékeket nézik meg a látogatók, hogy jobbá tegyük a webáruházat.',
    personalization: 'Megjegyezzük, mit néz meg és mit vásárol, hogy azt mutassuk, ami Önnek megfelel.',
    marketing: 'Felhasználjuk, amit Önről tudunk, hogy ajánlatokat tegyünk, és mérjük reklámjaink hatását.',
    linking:
      'Összekapcsoljuk, amit a webáruházban, az alkalmazásban és az üzleteinkben tesz, hogy semmit ne kelljen kétszer elmagyaráznia.',
  },
  channels: {
    email: 'E-mailben',
    sms: 'SMS-ben',
    phone: 'Telefonon',
    post: 'Levélben',
    messaging: 'Üzenetküldő alkalmazásban',
    app: 'Az alkalmazás értesítéseivel',
  },
  controller: 'Adatkezelő: {controller}',
  recipients: 'Az adatok további címzettjei: {recipients}',
  noRecipients: 'Senki más nem kapja meg az adatokat.',
  thirdCountries: 'Adatok harmadik országokba is kerülnek: {countries}',
  storedFor: 'A tárolás időtartama: {time}',
  right: 'A hozzájárulását bármikor visszavonhatja itt: „{reopen}”; ami addig történt, jogszerű marad.',
  saved: 'A választását elmentettük.',
  withdrawn: 'A hozzájárulás visszavonása megtörtént.',
  adopted: 'A fiókjában megadott választások mostantól itt is érvényesek.',
  privacyControl:
    'A böngészője azt kéri, hogy ne adjuk el és ne osszuk meg az adatait. A reklám kikapcsolva marad, hacsak itt be nem kapcsolja.',
  pending: 'megerősítésére vár',
  embedText:
    '{service} tartalmának megjelenítéséhez a böngészője adatokat küld ide: {service}. A tartalom csak az Ön hozzájárulásával jelenik meg.',
  embedAllow: 'Engedélyezés és megjelenítés: {service}',
};

export default hu;
