import type { BannerLabels } from '../labels.ts';

const pl: BannerLabels = {
  title: 'Państwa prywatność',
  text: 'Prosimy o zgodę na wykorzystanie danych do poniższych celów. Decyzja należy do Państwa i można ją w każdej chwili zmienić.',
  policy: 'Polityka prywatności',
  acceptAll: 'Zaakceptuj wszystko',
  rejectAll: 'Odrzuć wszystko',
  settings: 'Ustawienia',
  save: 'Zapisz wybór',
  close: 'Zamknij bez zapisywania',
  choices: 'Na co Państwo zezwalają?',
  contact: 'Jak możemy się z Państwem kontaktować? Każdy sposób wymaga osobnej zgody.',
  reopen: 'Ustawienia prywatności',
  necessary: 'Niezbędne',
  necessaryText:
    'To, bez czego sklep internetowy nie może działać, na przykład koszyk i ten wybór. Nie wymaga to zgody.',
  purposes: {
    analytics: 'Pomiar korzystania ze sklepu internetowego',
    personalization: 'Rekomendacje dobrane dla Państwa',
    marketing: 'Oferty i reklama',
    linking: 'Łączenie Państwa wizyt w sklepie internetowym i w naszych sklepach stacjonarnych',
  },
  descriptions: {
    analytics: 'Liczymy, które strony i produkty są oglądane, aby ulepszać sklep internetowy.',
    personalization: 'Zapamiętujemy, co Państwo oglądają i kupują, aby pokazywać to, co Państwu odpowiada.',
    marketing:
      'Wykorzystujemy to, co o Państwu wiemy, aby przedstawiać oferty i mierzyć skuteczność naszych reklam.',
    linking:
      'Łączymy to, co robią Państwo w sklepie internetowym, w aplikacji i w naszych sklepach stacjonarnych, aby nie trzeba było niczego wyjaśniać dwa razy.',
  },
  channels: {
    email: 'E-mailem',
    sms: 'SMS-em',
    phone: 'Telefonicznie',
    post: 'Listownie',
    messaging: 'Przez komunikator',
    app: 'Przez powiadomienia z aplikacji',
  },
  controller: 'Administrator danych: {controller}',
  recipients: 'Inni odbiorcy danych: {recipients}',
  noRecipients: 'Nikt inny nie otrzymuje danych.',
  thirdCountries: 'Dane trafiają także do państw trzecich: {countries}',
  storedFor: 'Okres przechowywania: {time}',
  right:
    'Zgodę można w każdej chwili wycofać przyciskiem „{reopen}”; to, co zrobiono wcześniej, pozostaje zgodne z prawem.',
  saved: 'Wybór został zapisany.',
  withdrawn: 'Zgoda została wycofana.',
  adopted: 'Wybory z Państwa konta obowiązują teraz także tutaj.',
  privacyControl:
    'Państwa przeglądarka prosi, abyśmy nie sprzedawali ani nie udostępniali Państwa danych. Reklama pozostanie wyłączona, chyba że włączą ją Państwo tutaj.',
  pending: 'czeka na Państwa potwierdzenie',
  embedText:
    'Aby wyświetlić treści serwisu {service}, Państwa przeglądarka wysyła dane do serwisu {service}. Treści są wyświetlane tylko za Państwa zgodą.',
  embedAllow: 'Zezwól i pokaż {service}',
};

export default pl;
