import type { BannerLabels } from '../labels.ts';

const de: BannerLabels = {
  title: 'Ihre Privatsphäre',
  text: 'Wir bitten um Ihre Einwilligung, Daten für die unten genannten Zwecke zu verwenden. Sie entscheiden und können es sich jederzeit anders überlegen.',
  policy: 'Datenschutzerklärung',
  acceptAll: 'Alle akzeptieren',
  rejectAll: 'Alle ablehnen',
  settings: 'Einstellungen',
  save: 'Auswahl speichern',
  close: 'Ohne Speichern schließen',
  choices: 'Was erlauben Sie?',
  contact: 'Wie dürfen wir Sie kontaktieren? Jeder Weg braucht eine eigene Einwilligung.',
  reopen: 'Datenschutzeinstellungen',
  necessary: 'Notwendig',
  necessaryText:
    'Was der Onlineshop zum Funktionieren braucht, etwa den Warenkorb und diese Auswahl. Dafür ist keine Einwilligung nötig.',
  purposes: {
    analytics: 'Messen, wie der Onlineshop genutzt wird',
    personalization: 'Empfehlungen, die zu Ihnen passen',
    marketing: 'Angebote und Werbung',
    linking: 'Verknüpfen Ihrer Besuche im Onlineshop und in unseren Filialen',
  },
  descriptions: {
    analytics: 'Wir zählen, welche Seiten und Produkte angesehen werden, um den Onlineshop besser zu machen.',
    personalization: 'Wir merken uns, was Sie ansehen und kaufen, um Ihnen zu zeigen, was zu Ihnen passt.',
    marketing:
      'Wir nutzen, was wir von Ihnen wissen, um Ihnen Angebote zu machen und den Erfolg unserer Werbung zu messen.',
    linking:
      'Wir führen zusammen, was Sie im Onlineshop, in der App und in unseren Filialen tun, damit Sie nichts zweimal erklären müssen.',
  },
  channels: {
    email: 'Per E-Mail',
    sms: 'Per SMS',
    phone: 'Per Telefon',
    post: 'Per Brief',
    messaging: 'Per Messenger',
    app: 'Per App-Benachrichtigung',
  },
  controller: 'Verantwortlich: {controller}',
  recipients: 'Weitere Empfänger der Daten: {recipients}',
  noRecipients: 'Sonst erhält niemand die Daten.',
  thirdCountries: 'Daten gehen auch in Drittländer: {countries}',
  storedFor: 'Speicherdauer: {time}',
  right:
    'Sie können Ihre Einwilligung jederzeit über „{reopen}“ widerrufen; was bis dahin geschehen ist, bleibt rechtmäßig.',
  saved: 'Ihre Auswahl ist gespeichert.',
  withdrawn: 'Ihre Einwilligung ist widerrufen.',
  adopted: 'Die Auswahl aus Ihrem Konto gilt jetzt auch hier.',
  privacyControl:
    'Ihr Browser bittet uns, Ihre Daten nicht zu verkaufen oder weiterzugeben. Werbung bleibt ausgeschaltet, es sei denn, Sie schalten sie hier ein.',
  pending: 'wartet auf Ihre Bestätigung',
  embedText:
    'Um Inhalte von {service} zu zeigen, sendet Ihr Browser Daten an {service}. Die Inhalte werden nur mit Ihrer Einwilligung angezeigt.',
  embedAllow: '{service} erlauben und anzeigen',
};

export default de;
