import type { BannerLabels } from '../labels.ts';

const sv: BannerLabels = {
  title: 'Din integritet',
  text: 'Vi ber om ditt samtycke till att använda uppgifter för ändamålen nedan. Du bestämmer och kan ändra dig när som helst.',
  policy: 'Integritetspolicy',
  acceptAll: 'Godkänn alla',
  rejectAll: 'Avvisa alla',
  settings: 'Inställningar',
  save: 'Spara val',
  close: 'Stäng utan att spara',
  choices: 'Vad tillåter du?',
  contact: 'Hur får vi kontakta dig? Varje sätt kräver ett eget samtycke.',
  reopen: 'Integritetsinställningar',
  necessary: 'Nödvändigt',
  necessaryText:
    'Det som webbutiken inte kan fungera utan, till exempel varukorgen och det här valet. Det kräver inget samtycke.',
  purposes: {
    analytics: 'Mätning av hur webbutiken används',
    personalization: 'Rekommendationer som passar dig',
    marketing: 'Erbjudanden och reklam',
    linking: 'Sammankoppling av dina besök i webbutiken och i våra butiker',
  },
  descriptions: {
    analytics: 'Vi räknar vilka sidor och produkter besökarna tittar på för att göra webbutiken bättre.',
    personalization: 'Vi minns vad du tittar på och köper för att visa det som passar dig.',
    marketing: 'Vi använder det vi vet om dig för att ge dig erbjudanden och mäta vår reklam.',
    linking:
      'Vi sammanför det du gör i webbutiken, i appen och i våra butiker, så att du slipper förklara saker två gånger.',
  },
  channels: {
    email: 'Via e-post',
    sms: 'Via sms',
    phone: 'Via telefon',
    post: 'Via brev',
    messaging: 'Via meddelandeapp',
    app: 'Via aviseringar från appen',
  },
  controller: 'Personuppgiftsansvarig: {controller}',
  recipients: 'Andra mottagare av uppgifterna: {recipients}',
  noRecipients: 'Ingen annan får uppgifterna.',
  thirdCountries: 'Uppgifter överförs även till tredjeländer: {countries}',
  storedFor: 'Lagringstid: {time}',
  right:
    'Du kan när som helst återkalla ditt samtycke via ”{reopen}”; det som har gjorts dessförinnan förblir lagligt.',
  saved: 'Ditt val är sparat.',
  withdrawn: 'Ditt samtycke är återkallat.',
  adopted: 'Valen från ditt konto gäller nu även här.',
  privacyControl:
    'Din webbläsare ber oss att inte sälja eller dela dina uppgifter. Reklam förblir avstängd om du inte slår på den i de här inställningarna.',
  pending: 'väntar på din bekräftelse',
  embedText:
    'För att visa innehåll från {service} skickar din webbläsare uppgifter till {service}. Det visas bara med ditt samtycke.',
  embedAllow: 'Tillåt och visa {service}',
};

export default sv;
